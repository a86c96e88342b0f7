<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Beside</name>
    <message numerus="yes">
        <source>The logit bias of %n token(s) is left out on the right:</source>
        <translation>
            <numerusform>The logit bias of %n token is left out on the right:</numerusform>
            <numerusform>The logit bias of %n tokens is left out on the right:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Copying</name>
    <message numerus="yes">
        <source>Copied: the command that draws these %n token(s) again</source>
        <translation>
            <numerusform>Copied: the command that draws this %n token again</numerusform>
            <numerusform>Copied: the command that draws these %n tokens again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied: a script that draws these %n token(s) again</source>
        <translation>
            <numerusform>Copied: a script that draws this %n token again</numerusform>
            <numerusform>Copied: a script that draws these %n tokens again</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DataChoices</name>
    <message numerus="yes">
        <source>%n lines hold no example</source>
        <translation>
            <numerusform>%n line holds no example</numerusform>
            <numerusform>%n lines hold no example</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DataFactsView</name>
    <message numerus="yes">
        <source>Running text: %n lines</source>
        <translation>
            <numerusform>Running text: %n line</numerusform>
            <numerusform>Running text: %n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stretches of {length} tokens repeat an earlier one</source>
        <translation>
            <numerusform>%n stretch of {length} tokens repeats an earlier one</numerusform>
            <numerusform>%n stretches of {length} tokens repeat an earlier one</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n examples</source>
        <translation>
            <numerusform>%n example</numerusform>
            <numerusform>%n examples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n examples are longer than the context and lose their end</source>
        <translation>
            <numerusform>%n example is longer than the context and loses its end</numerusform>
            <numerusform>%n examples are longer than the context and lose their end</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n examples have nothing to learn within the context</source>
        <translation>
            <numerusform>%n example has nothing to learn within the context</numerusform>
            <numerusform>%n examples have nothing to learn within the context</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n examples stand there more than once</source>
        <translation>
            <numerusform>%n example stands there more than once</numerusform>
            <numerusform>%n examples stand there more than once</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n examples of the validation are learnt from too</source>
        <translation>
            <numerusform>%n example of the validation is learnt from too</numerusform>
            <numerusform>%n examples of the validation are learnt from too</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of {count} stretches of the validation, {length} tokens each, are learnt from too</source>
        <translation>
            <numerusform>%n of {count} stretches of the validation, {length} tokens each, is learnt from too</numerusform>
            <numerusform>%n of {count} stretches of the validation, {length} tokens each, are learnt from too</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExactIds</name>
    <message numerus="yes">
        <source>%n token(s) are sent, exactly these</source>
        <translation>
            <numerusform>%n token is sent, exactly this</numerusform>
            <numerusform>%n tokens are sent, exactly these</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilesPanel</name>
    <message numerus="yes">
        <source>%n other file(s), such as programs, are never fetched.</source>
        <translation>
            <numerusform>%n other file, such as a program, is never fetched.</numerusform>
            <numerusform>%n other files, such as programs, are never fetched.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>%n replaced</numerusform>
            <numerusform>%n replaced</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Generation</name>
    <message numerus="yes">
        <source>Writing… %n token(s)</source>
        <translation>
            <numerusform>Writing… %n token</numerusform>
            <numerusform>Writing… %n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n version(s) written</source>
        <translation>
            <numerusform>%n version written</numerusform>
            <numerusform>%n versions written</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped: %n token(s) written</source>
        <translation>
            <numerusform>Stopped: %n token written</numerusform>
            <numerusform>Stopped: %n tokens written</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped by you after %n token(s)</source>
        <translation>
            <numerusform>Stopped by you after %n token</numerusform>
            <numerusform>Stopped by you after %n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HeadsOverFile</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them only in their first {longest} tokens</source>
        <translation>
            <numerusform>%n of them only in its first {longest} tokens</numerusform>
            <numerusform>%n of them only in their first {longest} tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them have this number</source>
        <translation>
            <numerusform>%n of them has this number</numerusform>
            <numerusform>%n of them have this number</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryRows</name>
    <message numerus="yes">
        <source>%n version(s)</source>
        <translation>
            <numerusform>%n version</numerusform>
            <numerusform>%n versions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LossCurve</name>
    <message numerus="yes">
        <source>training, mean of %n points</source>
        <translation>
            <numerusform>training, mean of %n point</numerusform>
            <numerusform>training, mean of %n points</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Replaying</name>
    <message numerus="yes">
        <source>All %n token(s) would have fallen as they did.</source>
        <translation>
            <numerusform>The %n token would have fallen as it did.</numerusform>
            <numerusform>All %n tokens would have fallen as they did.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunNotes</name>
    <message numerus="yes">
        <source>%n line(s) of the data hold no example and were skipped: {first}</source>
        <translation>
            <numerusform>%n line of the data holds no example and was skipped: {first}</numerusform>
            <numerusform>%n lines of the data hold no example and were skipped: {first}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message numerus="yes">
        <source>Ended early at step {step} of {steps}: %n validation(s) were no better than {loss} at step {best}.</source>
        <translation>
            <numerusform>Ended early at step {step} of {steps}: %n validation was no better than {loss} at step {best}.</numerusform>
            <numerusform>Ended early at step {step} of {steps}: %n validations were no better than {loss} at step {best}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ShelfPanel</name>
    <message numerus="yes">
        <source>%n watched folder(s) cannot be read.</source>
        <translation>
            <numerusform>%n watched folder cannot be read.</numerusform>
            <numerusform>%n watched folders cannot be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SwitchedStrip</name>
    <message numerus="yes">
        <source>%n part(s) of another model</source>
        <translation>
            <numerusform>%n part of another model</numerusform>
            <numerusform>%n parts of another model</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Switches</name>
    <message numerus="yes">
        <source>%n head(s)</source>
        <translation>
            <numerusform>%n head</numerusform>
            <numerusform>%n heads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n KV group(s)</source>
        <translation>
            <numerusform>%n KV group</numerusform>
            <numerusform>%n KV groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n MLP(s)</source>
        <translation>
            <numerusform>%n MLP</numerusform>
            <numerusform>%n MLPs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TransferRow</name>
    <message numerus="yes">
        <source>%n second(s) left</source>
        <translation>
            <numerusform>%n second left</numerusform>
            <numerusform>%n seconds left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>%n minute left</numerusform>
            <numerusform>%n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) left</source>
        <translation>
            <numerusform>%n hour left</numerusform>
            <numerusform>%n hours left</numerusform>
        </translation>
    </message>
</context>
</TS>
