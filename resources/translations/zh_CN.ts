<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About GPT Studio</source>
        <translation>关于 GPT Studio</translation>
    </message>
    <message>
        <source>A window in which a GPT runs, is looked into, and learns, on your own machine.</source>
        <translation>一个窗口，让 GPT 在你自己的电脑上运行、被观察、学习。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>AllSettings</name>
    <message>
        <source>two numbers from 0 to 1: 0.9,0.99</source>
        <translation>两个 0 到 1 之间的数：0.9,0.99</translation>
    </message>
    <message>
        <source>a whole number from {low} to {high}</source>
        <translation>{low} 到 {high} 的整数</translation>
    </message>
    <message>
        <source>a number from {low} to {high}</source>
        <translation>{low} 到 {high} 的数</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
</context>
<context>
    <name>AlternativesModel</name>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>其余全部</translation>
    </message>
    <message>
        <source>part of a character</source>
        <translation>字符的一部分</translation>
    </message>
    <message>
        <source>Tokens that are not listed, together.</source>
        <translation>未列出的词元合计。</translation>
    </message>
    <message>
        <source>rank {number}</source>
        <translation>第 {number} 名</translation>
    </message>
    <message>
        <source>This token stands in the text.</source>
        <translation>文中就是这个词元。</translation>
    </message>
    <message>
        <source>Click to go on from it in a new version.</source>
        <translation>点击后由它在新版本中续写。</translation>
    </message>
</context>
<context>
    <name>AlternativesTable</name>
    <message>
        <source>Alternatives of the pinned token</source>
        <translation>固定词元的候选</translation>
    </message>
</context>
<context>
    <name>AttentionMap</name>
    <message>
        <source>query ↓</source>
        <comment>the axis of the tokens that look</comment>
        <translation>查询 ↓</translation>
    </message>
    <message>
        <source>key →</source>
        <comment>the axis of the tokens looked at</comment>
        <translation>键 →</translation>
    </message>
    <message>
        <source>{token} ({word}) looks at</source>
        <translation>{token}（{word}）关注</translation>
    </message>
    <message>
        <source>{token} looks at</source>
        <translation>{token} 关注</translation>
    </message>
</context>
<context>
    <name>AttentionPicture</name>
    <message>
        <source>All heads, named layer.head</source>
        <translation>全部注意力头（层.头）</translation>
    </message>
    <message>
        <source>of the query&apos;s attention; each row adds up to 100 %</source>
        <translation>占该查询注意力的比例；每行合计 100 %</translation>
    </message>
    <message>
        <source>the future: a GPT cannot look ahead</source>
        <translation>未来：GPT 看不到后文</translation>
    </message>
    <message>
        <source>of the query&apos;s attention</source>
        <translation>占该查询的注意力</translation>
    </message>
    <message>
        <source>the future, out of sight</source>
        <translation>未来，不可见</translation>
    </message>
    <message>
        <source>looks most at</source>
        <translation>最关注</translation>
    </message>
    <message>
        <source>What “{token}” in “{word}” looks at</source>
        <translation>“{word}”中的“{token}”关注什么</translation>
    </message>
    <message>
        <source>What “{token}” looks at</source>
        <translation>“{token}”关注什么</translation>
    </message>
    <message>
        <source>What each token looks at</source>
        <translation>每个词元关注什么</translation>
    </message>
    <message>
        <source>{model}   ·   layer {layer}, head {head}   ·   {layers} layers × {heads} heads</source>
        <translation>{model}   ·   第 {layer} 层，第 {head} 头   ·   {layers} 层 × {heads} 头</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close the message</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>Command</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>生成(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>New document</source>
        <translation>新建文档</translation>
    </message>
    <message>
        <source>Begins an empty document; Undo brings the text back.</source>
        <translation>新建空文档；撤销即可找回原文。</translation>
    </message>
    <message>
        <source>Open text…</source>
        <translation>打开文本…</translation>
    </message>
    <message>
        <source>Reads a text file into the document.</source>
        <translation>把文本文件读入文档。</translation>
    </message>
    <message>
        <source>Save text</source>
        <translation>保存文本</translation>
    </message>
    <message>
        <source>Writes the version on screen to its file.</source>
        <translation>把当前版本写入其文件。</translation>
    </message>
    <message>
        <source>Save text as…</source>
        <translation>文本另存为…</translation>
    </message>
    <message>
        <source>Writes the version on screen to another file.</source>
        <translation>把当前版本写入另一个文件。</translation>
    </message>
    <message>
        <source>Open model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>Chooses a checkpoint and shows its card before it is loaded.</source>
        <translation>选择检查点，加载前先显示其信息卡。</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Takes back the last change of text or version.</source>
        <translation>撤回上一次对文本或版本的更改。</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Goes on writing from the end of the text.</source>
        <translation>从文末继续写。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stops within one token; what was written stays.</source>
        <translation>在一个词元之内停止；已写的内容保留。</translation>
    </message>
    <message>
        <source>Another version</source>
        <translation>另写一版</translation>
    </message>
    <message>
        <source>Writes the last span once more with a new seed; the old one is kept.</source>
        <translation>换一个种子重写最后一段；原来的那版保留。</translation>
    </message>
    <message>
        <source>Previous version</source>
        <translation>上一版本</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>下一版本</translation>
    </message>
    <message>
        <source>Inspect the token at the cursor</source>
        <translation>查看光标处的词元</translation>
    </message>
    <message>
        <source>Pins the token, so that every view shows its position.</source>
        <translation>固定该词元，所有视图都显示它的位置。</translation>
    </message>
    <message>
        <source>Take the pin off</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>写作</translation>
    </message>
    <message>
        <source>The document, its tokens and what they could have been.</source>
        <translation>文档、它的词元，以及原本可能出现的词元。</translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation>透视</translation>
    </message>
    <message>
        <source>The same document with the attention of the model&apos;s heads.</source>
        <translation>同一文档，以及模型各注意力头的注意力。</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Teaches a model from a text file while the loss is drawn.</source>
        <translation>用文本文件训练模型，同时绘制损失曲线。</translation>
    </message>
    <message>
        <source>Samplers and token</source>
        <translation>采样器与词元</translation>
    </message>
    <message>
        <source>How the next token is drawn, and what the pinned one could have been.</source>
        <translation>下一个词元如何抽取，固定的词元原本可能是什么。</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>窗口的下一部分</translation>
    </message>
    <message>
        <source>Moves the keyboard from the text to the side, the bar above and back.</source>
        <translation>让键盘焦点从文本移到侧栏、再到上方工具栏，最后回到文本。</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Normal size</source>
        <translation>默认大小</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Open the data folder</source>
        <translation>打开数据文件夹</translation>
    </message>
    <message>
        <source>Where runs, settings, the draft and the crash log are kept.</source>
        <translation>训练、设置、草稿和崩溃日志的存放位置。</translation>
    </message>
    <message>
        <source>About GPT Studio</source>
        <translation>关于 GPT Studio</translation>
    </message>
</context>
<context>
    <name>DataField</name>
    <message>
        <source>Text to learn from</source>
        <translation>训练文本</translation>
    </message>
    <message>
        <source>Text (*.txt *.md *.csv *.jsonl)</source>
        <translation>文本 (*.txt *.md *.csv *.jsonl)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose a text file…</source>
        <translation>选择文本文件…</translation>
    </message>
    <message>
        <source>Another…</source>
        <translation>换一个…</translation>
    </message>
    <message>
        <source>Choose the text to learn from</source>
        <translation>选择训练文本</translation>
    </message>
    <message>
        <source>Drop a text file here</source>
        <translation>将文本文件拖到这里</translation>
    </message>
    <message>
        <source>Plain text in UTF-8; any language.</source>
        <translation>UTF-8 纯文本，语言不限。</translation>
    </message>
    <message>
        <source>{count} characters</source>
        <translation>{count} 个字符</translation>
    </message>
    <message>
        <source>about {count} characters</source>
        <translation>约 {count} 个字符</translation>
    </message>
    <message>
        <source>{count} different ones</source>
        <translation>{count} 种不同字符</translation>
    </message>
</context>
<context>
    <name>DrawForm</name>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The number from which the random draws are made: the same seed gives the same text.</source>
        <translation>随机抽取由这个数产生：种子相同，文本就相同。</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>The most tokens that are written at once.</source>
        <translation>一次最多写多少个词元。</translation>
    </message>
    <message>
        <source>Stop at</source>
        <translation>停止串</translation>
    </message>
    <message>
        <source>Texts at which writing ends, separated by |. \n is a line feed, \t a tab, \| a bar.</source>
        <translation>写到这些文本时停止，以 | 分隔。\n 为换行，\t 为制表符，\| 为竖线本身。</translation>
    </message>
    <message>
        <source>When full</source>
        <translation>写满时</translation>
    </message>
    <message>
        <source>When text and answer fill the model&apos;s context: stop, or drop the oldest tokens and read anew.</source>
        <translation>正文与续写占满模型上下文时：停止，或丢弃最早的词元并重新读取。</translation>
    </message>
    <message>
        <source>Seed, length and stop strings</source>
        <translation>种子、长度与停止串</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> 个词元</translation>
    </message>
    <message>
        <source>until it ends</source>
        <translation>直到自行结束</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Drop the oldest tokens</source>
        <translation>丢弃最早的词元</translation>
    </message>
    <message>
        <source>The seed is locked</source>
        <translation>种子已锁定</translation>
    </message>
    <message>
        <source>A new seed for each text</source>
        <translation>每次使用新种子</translation>
    </message>
    <message>
        <source>Lock the seed</source>
        <translation>锁定种子</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Write the beginning. The model goes on from it.</source>
        <translation>写一个开头，模型会接着写下去。</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>{loss} at step {step}</source>
        <translation>{loss}（第 {step} 步）</translation>
    </message>
    <message>
        <source>{count} tokens/s</source>
        <translation>{count} 词元/秒</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Mean of −ln p over the tokens of the newest step, in nats.</source>
        <translation>最新一步各词元 −ln p 的均值，单位 nat。</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证损失</translation>
    </message>
    <message>
        <source>The same over text that is not trained on, in nats.</source>
        <translation>在未参与训练的文本上的同一数值，单位 nat。</translation>
    </message>
    <message>
        <source>Best validation</source>
        <translation>最佳验证损失</translation>
    </message>
    <message>
        <source>The lowest validation loss so far, in nats.</source>
        <translation>迄今最低的验证损失，单位 nat。</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Tokens trained on per second, without validation and saving.</source>
        <translation>每秒训练的词元数，不含验证与保存。</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Training time of all starts of this run together.</source>
        <translation>本次训练历次启动的总训练时间。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Size of the newest step.</source>
        <translation>最新一步的步长。</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Length of the gradient before it was clipped.</source>
        <translation>裁剪之前的梯度长度。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>What the run&apos;s process holds in memory.</source>
        <translation>训练进程占用的内存。</translation>
    </message>
</context>
<context>
    <name>FirstStrip</name>
    <message>
        <source>This small model ships with the program.</source>
        <translation>这个小模型随程序附带。</translation>
    </message>
    <message>
        <source>Open a model of your own…</source>
        <translation>打开你自己的模型…</translation>
    </message>
    <message>
        <source>Do not show this again</source>
        <translation>不再显示</translation>
    </message>
</context>
<context>
    <name>Generation</name>
    <message>
        <source>At temperature 0 every version is the same text</source>
        <translation>温度为 0 时，每一版都是同样的文本</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stopped: the text was edited</source>
        <translation>已停止：文本被编辑</translation>
    </message>
    <message>
        <source>Reading the prompt…</source>
        <translation>正在读取提示词…</translation>
    </message>
    <message>
        <source>Reading the prompt… {share} %</source>
        <translation>正在读取提示词… {share} %</translation>
    </message>
    <message numerus="yes">
        <source>Writing… %n token(s)</source>
        <translation>
            <numerusform>正在写作… %n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>{rate} tokens/s</source>
        <translation>{rate} 词元/秒</translation>
    </message>
    <message>
        <source>first token after {time} ms</source>
        <translation>首个词元用时 {time} ms</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>Stopped: the model ended the text</source>
        <translation>已停止：模型结束了文本</translation>
    </message>
    <message>
        <source>Stopped: stop string {text}</source>
        <translation>已停止：遇到停止串 {text}</translation>
    </message>
    <message numerus="yes">
        <source>Stopped: %n token(s) written</source>
        <translation>
            <numerusform>已停止：写了 %n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped: the context is full</source>
        <translation>已停止：上下文已满</translation>
    </message>
    <message numerus="yes">
        <source>Stopped by you after %n token(s)</source>
        <translation>
            <numerusform>已由你停止：写了 %n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped by an error</source>
        <translation>因错误停止</translation>
    </message>
</context>
<context>
    <name>HeadChooser</name>
    <message>
        <source>&amp;Layer</source>
        <translation>层(&amp;L)</translation>
    </message>
    <message>
        <source>Hea&amp;d</source>
        <translation>头(&amp;D)</translation>
    </message>
    <message>
        <source>Layers count from 0, from the embedding upward.</source>
        <translation>层从 0 起编号，自嵌入层向上。</translation>
    </message>
    <message>
        <source>Heads of a layer count from 0. Each looks in its own way.</source>
        <translation>每层的头从 0 起编号，各有各的关注方式。</translation>
    </message>
    <message>
        <source>All heads: layers downward, heads across</source>
        <translation>全部注意力头：纵向为层，横向为头</translation>
    </message>
</context>
<context>
    <name>HeadNavigator</name>
    <message>
        <source>Layer {layer}, head {head}</source>
        <translation>第 {layer} 层，第 {head} 头</translation>
    </message>
    <message>
        <source>Layer {layer}, head {head}: click to compute this layer</source>
        <translation>第 {layer} 层，第 {head} 头：点击计算这一层</translation>
    </message>
</context>
<context>
    <name>HoverCard</name>
    <message>
        <source>nothing precedes it</source>
        <translation>前面没有内容</translation>
    </message>
    <message>
        <source>rank {number}</source>
        <translation>第 {number} 名</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Click a token in the text to see how probable it was and what it could have been.</source>
        <translation>点击文中的词元，查看它的概率，以及原本可能是什么。</translation>
    </message>
    <message>
        <source>Click an alternative, or press Enter on it, to go on from it in a new version.</source>
        <translation>点击候选（或按回车），即可由它在新版本中续写。</translation>
    </message>
    <message>
        <source>id {number} · position {position} · bytes {bytes}</source>
        <translation>编号 {number} · 位置 {position} · 字节 {bytes}</translation>
    </message>
</context>
<context>
    <name>LookInsidePanel</name>
    <message>
        <source>Reading the text was stopped.</source>
        <translation>已停止读取文本。</translation>
    </message>
    <message>
        <source>Every head of the model looks from each token at those before it.</source>
        <translation>模型的每个注意力头都从各个词元看向它前面的词元。</translation>
    </message>
    <message>
        <source>To see where, open a model.</source>
        <translation>打开一个模型，看看它看向哪里。</translation>
    </message>
    <message>
        <source>What each token looks at</source>
        <translation>每个词元关注什么</translation>
    </message>
    <message>
        <source>Write something, or begin with a sentence from the textbooks.</source>
        <translation>写点什么，或从教科书里的一个例句开始。</translation>
    </message>
    <message>
        <source>Attention of this text cannot be shown</source>
        <translation>无法显示这段文本的注意力</translation>
    </message>
    <message>
        <source>The text and the model are as they were.</source>
        <translation>文本和模型都没有变化。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>{query} cannot look ahead at {key}</source>
        <translation>{query} 看不到后文的 {key}</translation>
    </message>
    <message>
        <source>{query} → {key} {share}</source>
        <translation>{query} → {key} {share}</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>已保存为 {path}</translation>
    </message>
    <message>
        <source>Point at a cell to read it; click a row to pin its token.</source>
        <translation>指向格子可读数值；点击一行可固定该词元。</translation>
    </message>
    <message>
        <source>Attention map</source>
        <translation>注意力图</translation>
    </message>
    <message>
        <source>Rows are queries, columns are keys. Up and down choose a query, left and right read its keys.</source>
        <translation>行是查询，列是键。上下键选择查询，左右键读取它的各个键。</translation>
    </message>
    <message>
        <source>What the token looks at, the strongest first</source>
        <translation>该词元关注什么，从强到弱</translation>
    </message>
</context>
<context>
    <name>LossCurve</name>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>training {loss} nats</source>
        <translation>训练 {loss} nat</translation>
    </message>
    <message>
        <source>mean {loss}</source>
        <translation>均值 {loss}</translation>
    </message>
    <message>
        <source>validation {loss} nats (step {step})</source>
        <translation>验证 {loss} nat（第 {step} 步）</translation>
    </message>
    <message>
        <source>Wheel: zoom. Double click: the whole run.</source>
        <translation>滚轮缩放，双击显示整个训练。</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>loss (nats per token)</source>
        <translation>损失（nat/词元）</translation>
    </message>
    <message>
        <source>Loss of the run over its steps</source>
        <translation>训练损失随步数的变化</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message numerus="yes">
        <source>training, mean of %n points</source>
        <translation>
            <numerusform>训练，%n 点均值</numerusform>
        </translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>{name} loaded in {time} s</source>
        <translation>{name} 已加载，用时 {time} s</translation>
    </message>
    <message>
        <source>The engine ended: {reason}. The text is kept; start the program again.</source>
        <translation>引擎已终止：{reason}。文本已保留，请重新启动程序。</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>{layers} layers, {heads} heads, width {width}</source>
        <translation>{layers} 层，{heads} 头，宽度 {width}</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>The kind of network, and of file.</source>
        <translation>网络的种类与文件的种类。</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Numbers that were learned; a matrix that is used twice counts once.</source>
        <translation>学到的数值个数；用到两次的矩阵只计一次。</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>The most tokens that the network can look at at once.</source>
        <translation>网络一次最多能看到的词元数。</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>{kind}, {count} tokens</source>
        <translation>{kind}，{count} 个词元</translation>
    </message>
    <message>
        <source>How text is cut into tokens. The network has {rows} rows for them.</source>
        <translation>文本如何切分为词元。网络为它们设有 {rows} 行。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>How each parameter is stored in the file (dtype).</source>
        <translation>每个参数在文件中的存储方式（dtype）。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>needs about {needed}, {free} are free</source>
        <translation>约需 {needed}，可用 {free}</translation>
    </message>
    <message>
        <source>Weights {weights}, KV cache {cache}, at most {peak} while loading; an estimate.</source>
        <translation>权重 {weights}，KV 缓存 {cache}，加载时最多 {peak}；均为估计值。</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>bundled</source>
        <translation>内置模型</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the message and the log</source>
        <translation>复制消息与日志</translation>
    </message>
    <message>
        <source>End of the log</source>
        <translation>日志末尾</translation>
    </message>
</context>
<context>
    <name>OpenModel</name>
    <message>
        <source>Open model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Choose a model on the left, or drop a checkpoint here:
a nanoGPT ckpt.pt, a Hugging Face folder, a checkpoint of a run.</source>
        <translation>在左侧选择模型，或将检查点拖到这里：
nanoGPT 的 ckpt.pt、Hugging Face 文件夹，或某次训练的检查点。</translation>
    </message>
    <message>
        <source>This model does not fit into the memory that is free. Take a smaller one.</source>
        <translation>可用内存放不下这个模型，请选一个更小的。</translation>
    </message>
    <message>
        <source>Loading {name}…</source>
        <translation>正在加载 {name}…</translation>
    </message>
    <message>
        <source>Checkpoints (*.pt *.safetensors *.bin *.json)</source>
        <translation>检查点 (*.pt *.safetensors *.bin *.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>RunForm</name>
    <message>
        <source>Choose a text to learn from</source>
        <translation>请选择训练文本</translation>
    </message>
    <message>
        <source>The name cannot be that of a folder</source>
        <translation>该名称不能用作文件夹名</translation>
    </message>
    <message>
        <source>There is a run of this name already</source>
        <translation>已有同名的训练</translation>
    </message>
    <message>
        <source>Its folder: {path}</source>
        <translation>所在文件夹：{path}</translation>
    </message>
    <message>
        <source>a tenth of it</source>
        <translation>最高值的十分之一</translation>
    </message>
    <message>
        <source>at most {count}</source>
        <translation>最多 {count}</translation>
    </message>
    <message>
        <source>a twentieth of all</source>
        <translation>总步数的二十分之一</translation>
    </message>
    <message>
        <source>all steps</source>
        <translation>全部步数</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>with validation</source>
        <translation>随验证</translation>
    </message>
    <message>
        <source>expected {what}</source>
        <translation>应为 {what}</translation>
    </message>
    <message>
        <source>found {what}</source>
        <translation>实际为 {what}</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between what was expected and what was found</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>{name}: {what}</source>
        <translation>{name}：{what}</translation>
    </message>
    <message>
        <source>How many steps fit is measured when the run starts. One core is left to this window.</source>
        <translation>能跑多少步在训练开始时测定。为本窗口留出一个 CPU 核心。</translation>
    </message>
    <message>
        <source>About {tokens} tokens are read.</source>
        <translation>约读取 {tokens} 个词元。</translation>
    </message>
    <message>
        <source>Teach a model from your own text</source>
        <translation>用你自己的文本训练模型</translation>
    </message>
    <message>
        <source>A run is a process of its own: it goes on when this window is closed, and saves as it goes.</source>
        <translation>每次训练都是独立的进程：关闭窗口后仍会继续，并边训练边保存。</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>What to learn</source>
        <translation>训练对象</translation>
    </message>
    <message>
        <source>Time to spend</source>
        <translation>训练时长</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>全部设置</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>The same run as a command</source>
        <translation>等价的命令行</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>训练名称</translation>
    </message>
</context>
<context>
    <name>RunList</name>
    <message>
        <source>Runs</source>
        <translation>训练列表</translation>
    </message>
    <message>
        <source>Runs are listed here, also those that are started in a terminal with gpt-studio train.</source>
        <translation>训练会列在这里，包括在终端用 gpt-studio train 启动的。</translation>
    </message>
</context>
<context>
    <name>RunTable</name>
    <message>
        <source>Run</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Best loss (nats)</source>
        <translation>最低损失 (nat)</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始于</translation>
    </message>
    <message>
        <source>From</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>{step} of {steps}</source>
        <translation>{step} / {steps}</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>no sign of life</source>
        <translation>无响应</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>stopping: the step ends and is saved</source>
        <translation>正在停止：完成当前步并保存</translation>
    </message>
    <message>
        <source>preparing: reading the text</source>
        <translation>准备中：正在读取文本</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopped and saved</source>
        <translation>已停止并保存</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>interrupted: its process is gone</source>
        <translation>已中断：进程已不存在</translation>
    </message>
    <message>
        <source>no sign of life</source>
        <translation>无响应</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>step {step} of {steps}</source>
        <translation>第 {step} / {steps} 步</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>约剩 {time}</translation>
    </message>
    <message>
        <source>Go on for {count} steps</source>
        <translation>继续训练 {count} 步</translation>
    </message>
    <message>
        <source>At the learning rate with which the run ended.</source>
        <translation>沿用训练结束时的学习率。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Goes on from the last checkpoint, exactly as if it had not ended.</source>
        <translation>从最后一个检查点继续，与从未中断完全一致。</translation>
    </message>
    <message>
        <source>Best: step {step}</source>
        <translation>最佳：第 {step} 步</translation>
    </message>
    <message>
        <source>Last: step {step}</source>
        <translation>最新：第 {step} 步</translation>
    </message>
    <message>
        <source>Training ended before it began. The end of its log:</source>
        <translation>训练尚未开始就结束了。日志末尾：</translation>
    </message>
    <message>
        <source>The process ended without saying why: the machine was switched off, or memory ran out.</source>
        <translation>进程未说明原因便已结束：可能是关机或内存耗尽。</translation>
    </message>
    <message>
        <source>No heartbeat for a while. The machine that trains may be asleep or out of reach.</source>
        <translation>有一段时间没有心跳。训练所在的机器可能已休眠或无法访问。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ends the step and saves; the run can be resumed.</source>
        <translation>完成当前步并保存；之后可以继续训练。</translation>
    </message>
    <message>
        <source>Use the result</source>
        <translation>使用结果</translation>
    </message>
    <message>
        <source>Loads the checkpoint, to write with it and to look inside.</source>
        <translation>加载该检查点，用它写作和透视。</translation>
    </message>
    <message>
        <source>Which checkpoint</source>
        <translation>选择检查点</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Steps done</source>
        <translation>已完成步数</translation>
    </message>
</context>
<context>
    <name>SampleList</name>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>Samples, the newest first</source>
        <translation>样例，最新在前</translation>
    </message>
    <message>
        <source>Samples of the run</source>
        <translation>训练样例</translation>
    </message>
    <message>
        <source>Texts appear here as the run writes them.</source>
        <translation>训练途中写出的文本会出现在这里。</translation>
    </message>
</context>
<context>
    <name>SamplerRow</name>
    <message>
        <source>Let {sampler} act earlier</source>
        <translation>让“{sampler}”先执行</translation>
    </message>
    <message>
        <source>Let {sampler} act later</source>
        <translation>让“{sampler}”后执行</translation>
    </message>
    <message>
        <source>Remove {sampler}</source>
        <translation>移除“{sampler}”</translation>
    </message>
</context>
<context>
    <name>SamplerStack</name>
    <message>
        <source>Samplers</source>
        <translation>采样器</translation>
    </message>
    <message>
        <source>None: each token is drawn from the model&apos;s own distribution.</source>
        <translation>无：每个词元都直接从模型自身的分布中抽取。</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>In which order the samplers act</source>
        <translation>采样器的执行顺序</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Temperature first, as Hugging Face</source>
        <translation>温度在前（同 Hugging Face）</translation>
    </message>
    <message>
        <source>Temperature last, as llama.cpp</source>
        <translation>温度在后（同 llama.cpp）</translation>
    </message>
</context>
<context>
    <name>Samplers</name>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>over the last tokens</source>
        <translation>作用于最近词元</translation>
    </message>
    <message>
        <source>Below 1 the likely tokens become likelier, above 1 the unlikely ones; 0 always takes the best.
logits / T. Ackley, Hinton and Sejnowski 1985.</source>
        <translation>小于 1 时高概率词元更容易出现，大于 1 时低概率词元更容易出现；0 表示总取最优。
logits / T。Ackley、Hinton、Sejnowski 1985。</translation>
    </message>
    <message>
        <source>Keeps the k most probable tokens; 0 keeps all.
logit ≥ the k-th largest. Fan, Lewis and Dauphin 2018.</source>
        <translation>保留概率最高的 k 个词元；0 表示全部保留。
logit ≥ 第 k 大的 logit。Fan、Lewis、Dauphin 2018。</translation>
    </message>
    <message>
        <source>Keeps the fewest most probable tokens that together reach p; 1 keeps all.
smallest set with Σ p ≥ top-p. Holtzman et al. 2019, arXiv 1904.09751.</source>
        <translation>按概率从高到低保留词元，直到合计达到 p；1 表示全部保留。
满足 Σ p ≥ top-p 的最小集合。Holtzman 等 2019，arXiv 1904.09751。</translation>
    </message>
    <message>
        <source>Keeps the tokens that are at least m times as probable as the best one; 0 keeps all.
p ≥ m · max p. Nguyen et al. 2024, arXiv 2407.01082.</source>
        <translation>保留概率不低于最优词元 m 倍的词元；0 表示全部保留。
p ≥ m · max p。Nguyen 等 2024，arXiv 2407.01082。</translation>
    </message>
    <message>
        <source>Makes tokens that already occurred less probable; 1 does nothing.
logit / r where positive, logit · r where negative. Keskar et al. 2019 (CTRL), arXiv 1909.05858.</source>
        <translation>降低已出现词元的概率；1 表示不起作用。
logit 为正时除以 r，为负时乘以 r。Keskar 等 2019 (CTRL)，arXiv 1909.05858。</translation>
    </message>
    <message>
        <source>How many of the last tokens the repetition penalty looks at; 0 looks at all.</source>
        <translation>重复惩罚查看最近多少个词元；0 表示全部。</translation>
    </message>
</context>
<context>
    <name>SaveMenu</name>
    <message>
        <source>Save attention</source>
        <translation>保存注意力</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Saves this head; a JSON beside it holds what is needed to make it again.</source>
        <translation>保存这个头；旁边的 JSON 记录了重新生成它所需的一切。</translation>
    </message>
    <message>
        <source>Picture (PNG)</source>
        <translation>图片 (PNG)</translation>
    </message>
    <message>
        <source>Drawing (SVG)</source>
        <translation>矢量图 (SVG)</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>表格 (CSV)</translation>
    </message>
    <message>
        <source>Array (NPZ)</source>
        <translation>数组 (NPZ)</translation>
    </message>
</context>
<context>
    <name>SourceList</name>
    <message>
        <source>Token {position} of the text. Enter or a double click pins it.</source>
        <translation>文中第 {position} 个词元。按回车或双击可固定它。</translation>
    </message>
</context>
<context>
    <name>StartChoice</name>
    <message>
        <source>The size is not understood</source>
        <translation>无法识别该大小</translation>
    </message>
    <message>
        <source>layers x heads x width, such as 4x4x128; the heads divide the width</source>
        <translation>层数x头数x宽度，如 4x4x128；宽度须能被头数整除</translation>
    </message>
    <message>
        <source>All of its weights go on learning (full finetuning).</source>
        <translation>全部权重继续学习（全量微调）。</translation>
    </message>
    <message>
        <source>About {count} parameters, every one of them new.</source>
        <translation>约 {count} 个参数，全部从头学起。</translation>
    </message>
    <message>
        <source>{first} {second}</source>
        <translation>{first}{second}</translation>
    </message>
    <message>
        <source>The text is about {tokens} tokens.</source>
        <translation>文本约有 {tokens} 个词元。</translation>
    </message>
    <message>
        <source>A new model</source>
        <translation>新模型</translation>
    </message>
    <message>
        <source>The loaded model: {name}</source>
        <translation>已加载的模型：{name}</translation>
    </message>
    <message>
        <source>Tiny</source>
        <translation>微型</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>小型</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中型</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大型</translation>
    </message>
    <message>
        <source>{size}: {layers} layers, {heads} heads, {width} wide</source>
        <translation>{size}：{layers} 层，{heads} 头，宽度 {width}</translation>
    </message>
    <message>
        <source>Another size…</source>
        <translation>其他大小…</translation>
    </message>
    <message>
        <source>New pieces of words, {count} tokens</source>
        <translation>新建子词词表，{count} 个词元</translation>
    </message>
    <message>
        <source>GPT-2&apos;s pieces of words, {count} tokens</source>
        <translation>GPT-2 子词词表，{count} 个词元</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>按字符</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Size of the new model</source>
        <translation>新模型的大小</translation>
    </message>
    <message>
        <source>Layers x heads x width</source>
        <translation>层数x头数x宽度</translation>
    </message>
    <message>
        <source>Vocabulary of the new model</source>
        <translation>新模型的词表</translation>
    </message>
</context>
<context>
    <name>StatisticsForm</name>
    <message>
        <source>{number} tokens</source>
        <translation>{number} 个词元</translation>
    </message>
    <message>
        <source>{number} of 1</source>
        <translation>{number}（满值 1）</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>How evenly the head looks around: 0 when each token looks at one other, 1 when at all alike. Mean over the rows i ≥ 1 of H / ln(i + 1), H = −Σ A ln A.</source>
        <translation>该头的目光有多分散：0 表示每个词元只看一个词元，1 表示对所有词元一视同仁。对 i ≥ 1 的各行取 H / ln(i + 1) 的均值，H = −Σ A ln A。</translation>
    </message>
    <message>
        <source>Effective</source>
        <translation>有效数</translation>
    </message>
    <message>
        <source>How many tokens a row looks at, in effect: mean over the rows i ≥ 1 of exp(H), H = −Σ A ln A.</source>
        <translation>一行实际关注多少个词元：对 i ≥ 1 的各行取 exp(H) 的均值，H = −Σ A ln A。</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首词元</translation>
    </message>
    <message>
        <source>The share that rests on the first token, the attention sink: mean over the rows i ≥ 1 of A(i, 0). Xiao et al. 2023, arXiv 2309.17453.</source>
        <translation>落在首词元（注意力汇点）上的比例：对 i ≥ 1 的各行取 A(i, 0) 的均值。Xiao 等 2023，arXiv 2309.17453。</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>前一个</translation>
    </message>
    <message>
        <source>The share that goes to the token before: mean over the rows i ≥ 1 of A(i, i − 1).</source>
        <translation>分给前一个词元的比例：对 i ≥ 1 的各行取 A(i, i − 1) 的均值。</translation>
    </message>
    <message>
        <source>Itself</source>
        <translation>自身</translation>
    </message>
    <message>
        <source>The share that stays with the token itself: mean over all rows of A(i, i).</source>
        <translation>留在词元自身的比例：对所有行取 A(i, i) 的均值。</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>How far back the head looks: mean over all rows of Σ A(i, j) · (i − j).</source>
        <translation>该头回看多远：对所有行取 Σ A(i, j) · (i − j) 的均值。</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>{count} of {context} tokens</source>
        <translation>{count} / {context} 词元</translation>
    </message>
    <message>
        <source>loading {name}</source>
        <translation>正在加载 {name}</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>写作中</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>无模型</translation>
    </message>
</context>
<context>
    <name>Studio</name>
    <message>
        <source>The program ended unexpectedly the last time. What is known of it: {path}</source>
        <translation>程序上次意外退出。已知信息见：{path}</translation>
    </message>
</context>
<context>
    <name>TabCloseButton</name>
    <message>
        <source>Close the tab; the run goes on</source>
        <translation>关闭标签页；训练会继续</translation>
    </message>
</context>
<context>
    <name>TextFiles</name>
    <message>
        <source>{name} is no UTF-8 text: byte {byte} cannot be read.</source>
        <translation>{name} 不是 UTF-8 文本：第 {byte} 字节无法读取。</translation>
    </message>
    <message>
        <source>{name} cannot be opened: {reason}.</source>
        <translation>无法打开 {name}：{reason}。</translation>
    </message>
    <message>
        <source>{name} opened</source>
        <translation>已打开 {name}</translation>
    </message>
    <message>
        <source>{name} was not saved: {reason}.</source>
        <translation>未能保存 {name}：{reason}。</translation>
    </message>
    <message>
        <source>{name} saved</source>
        <translation>已保存 {name}</translation>
    </message>
    <message>
        <source>Text (*.txt *.md)</source>
        <translation>文本 (*.txt *.md)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>TimeField</name>
    <message>
        <source>minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Time to spend</source>
        <translation>训练时长</translation>
    </message>
    <message>
        <source>Minutes or steps</source>
        <translation>分钟或步数</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Loading {name}…</source>
        <translation>正在加载 {name}…</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>New run</source>
        <translation>新建训练</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>训练列表</translation>
    </message>
</context>
<context>
    <name>TrainSettings</name>
    <message>
        <source>What a step sees</source>
        <translation>每步的数据</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Micro-batches per step</source>
        <translation>每步微批次数</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Highest</source>
        <translation>最高</translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation>最低</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>调度方式</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Falls over</source>
        <translation>衰减步数</translation>
    </message>
    <message>
        <source>Optimiser (AdamW)</source>
        <translation>优化器 (AdamW)</translation>
    </message>
    <message>
        <source>Betas</source>
        <translation>Beta 系数</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Gradient clipping</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Validation and checkpoints</source>
        <translation>验证与检查点</translation>
    </message>
    <message>
        <source>Kept for validation</source>
        <translation>留作验证</translation>
    </message>
    <message>
        <source>Validate every</source>
        <translation>验证间隔</translation>
    </message>
    <message>
        <source>Batches per validation</source>
        <translation>每次验证批数</translation>
    </message>
    <message>
        <source>End early after</source>
        <translation>早停</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>检查点间隔</translation>
    </message>
    <message>
        <source>Log every</source>
        <translation>日志间隔</translation>
    </message>
    <message>
        <source>Samples written on the way</source>
        <translation>训练途中的样例</translation>
    </message>
    <message>
        <source>Sample every</source>
        <translation>样例间隔</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Prompts, one a line</source>
        <translation>提示词，每行一条</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>计算资源</translation>
    </message>
    <message>
        <source>CPU threads</source>
        <translation>CPU 线程</translation>
    </message>
    <message>
        <source>micro-batches</source>
        <translation>个微批次</translation>
    </message>
    <message>
        <source>of the text</source>
        <translation>占全文的比例</translation>
    </message>
    <message>
        <source>batches</source>
        <translation>批</translation>
    </message>
    <message>
        <source>validations that are no better</source>
        <translation>次验证没有变好</translation>
    </message>
    <message>
        <source>of the activations</source>
        <translation>占激活值的比例</translation>
    </message>
    <message>
        <source>largest norm; 0 never clips</source>
        <translation>最大范数；0 表示不裁剪</translation>
    </message>
    <message>
        <source>sequences</source>
        <translation>条序列</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>个词元</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>Decay of AdamW&apos;s two averages.</source>
        <translation>AdamW 两个滑动平均的衰减系数。</translation>
    </message>
    <message>
        <source>Texts that the samples go on from.</source>
        <translation>样例由这些文本续写。</translation>
    </message>
    <message>
        <source>Sequences per micro-batch.</source>
        <translation>每个微批次的序列数。</translation>
    </message>
    <message>
        <source>Micro-batches per step.</source>
        <translation>每步累积多少个微批次。</translation>
    </message>
    <message>
        <source>Tokens per sequence; the model&apos;s, at most 256.</source>
        <translation>每条序列的词元数；默认取模型的上下文，最多 256。</translation>
    </message>
    <message>
        <source>Highest learning rate; 1e-3 from scratch, else 5e-5.</source>
        <translation>最高学习率；从头训练默认 1e-3，否则 5e-5。</translation>
    </message>
    <message>
        <source>Learning rate at the end; a tenth of the highest.</source>
        <translation>结束时的学习率；默认为最高值的十分之一。</translation>
    </message>
    <message>
        <source>How the learning rate falls after the warm-up.</source>
        <translation>预热之后学习率如何下降。</translation>
    </message>
    <message>
        <source>Steps over which the learning rate falls; all of them.</source>
        <translation>学习率在多少步内下降；默认为全部步数。</translation>
    </message>
    <message>
        <source>Steps of rising learning rate; a twentieth of all, at most 100.</source>
        <translation>学习率上升的步数；默认为总步数的二十分之一，最多 100。</translation>
    </message>
    <message>
        <source>Decay of matrices (not of gains and biases).</source>
        <translation>矩阵的衰减（增益和偏置不衰减）。</translation>
    </message>
    <message>
        <source>Largest norm of the gradient; 0 never clips.</source>
        <translation>梯度的最大范数；0 表示不裁剪。</translation>
    </message>
    <message>
        <source>Share of activations that are dropped in training.</source>
        <translation>训练时丢弃的激活值比例。</translation>
    </message>
    <message>
        <source>Tail of the data that is kept for validation.</source>
        <translation>数据末尾留作验证的部分。</translation>
    </message>
    <message>
        <source>Steps between validations; a twentieth of all, 10 to 500.</source>
        <translation>两次验证之间的步数；默认为总步数的二十分之一，介于 10 和 500 之间。</translation>
    </message>
    <message>
        <source>Batches per validation.</source>
        <translation>每次验证的批数。</translation>
    </message>
    <message>
        <source>Steps between checkpoints that are kept; else each validation saves, best and last are kept.</source>
        <translation>两个长期保留的检查点之间的步数；不填则每次验证时保存，只保留最佳和最新。</translation>
    </message>
    <message>
        <source>Steps between lines of metrics.jsonl.</source>
        <translation>metrics.jsonl 每两行之间的步数。</translation>
    </message>
    <message>
        <source>Steps between samples; with a prompt each validation.</source>
        <translation>两次样例之间的步数；有提示词时默认随每次验证。</translation>
    </message>
    <message>
        <source>Tokens per sample.</source>
        <translation>每个样例的词元数。</translation>
    </message>
    <message>
        <source>Validations without improvement after which the run ends.</source>
        <translation>连续多少次验证没有改善后结束训练。</translation>
    </message>
    <message>
        <source>Seed of initial weights, data order and dropout.</source>
        <translation>初始权重、数据顺序和 Dropout 的随机种子。</translation>
    </message>
    <message>
        <source>CPU threads; all cores.</source>
        <translation>CPU 线程数；默认使用全部核心。</translation>
    </message>
</context>
<context>
    <name>Units</name>
    <message>
        <source>{number} nats</source>
        <translation>{number} nat</translation>
    </message>
</context>
<context>
    <name>VersionMark</name>
    <message>
        <source>Version {which} of {many}</source>
        <translation>第 {which} 版，共 {many} 版</translation>
    </message>
    <message>
        <source>Previous version</source>
        <translation>上一版本</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>下一版本</translation>
    </message>
</context>
<context>
    <name>WaitingLine</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Reading the text… {seconds} s</source>
        <translation>正在读取文本… {seconds} s</translation>
    </message>
</context>
<context>
    <name>_Measures</name>
    <message>
        <source>Probability by the model</source>
        <translation>模型概率</translation>
    </message>
    <message>
        <source>How probable the model held this token, before any sampler; the nats are its surprisal.
p = softmax(logits), surprisal = −ln p. Shannon 1948.</source>
        <translation>任何采样器作用之前，模型认为这个词元有多大概率；nat 数是它的自信息。
p = softmax(logits)，自信息 = −ln p。Shannon 1948。</translation>
    </message>
    <message>
        <source>Probability in the draw</source>
        <translation>抽取概率</translation>
    </message>
    <message>
        <source>The probability with which it was drawn, after the samplers; 100 % at temperature 0.
q = softmax of what the samplers left. A dash: it was not drawn here.</source>
        <translation>经过采样器之后，它被抽中的概率；温度为 0 时是 100 %。
q = 采样器保留部分的 softmax。短横线表示它不是在这里抽取的。</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>1 plus the number of tokens that the model held more probable.
Gehrmann, Strobelt and Rush 2019 (GLTR), arXiv 1906.04043.</source>
        <translation>1 加上模型认为概率更高的词元数。
Gehrmann、Strobelt、Rush 2019 (GLTR)，arXiv 1906.04043。</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>How undecided the model was here: 0 where it was certain, ln(vocabulary) where it knew nothing.
H = −Σ p ln p, in nats. Shannon 1948.</source>
        <translation>模型在这里有多犹豫：完全确定时为 0，一无所知时为 ln(词表大小)。
H = −Σ p ln p，单位 nat。Shannon 1948。</translation>
    </message>
    <message>
        <source>Margin of the draw</source>
        <translation>抽取领先幅度</translation>
    </message>
    <message>
        <source>By how much the draw was won: the distance to the runner-up, in units of log-probability.
The winner has the largest ln q + g, g Gumbel-distributed. Gumbel 1954; Maddison et al. 2014.</source>
        <translation>以多大优势抽中：与第二名的差距，以对数概率为单位。
ln q + g 最大者胜出，g 服从 Gumbel 分布。Gumbel 1954；Maddison 等 2014。</translation>
    </message>
</context>
</TS>
