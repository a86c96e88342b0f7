<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
    <name>LossCurve</name>
    <message numerus="yes">
        <source>training, mean of %n points</source>
        <translation>
            <numerusform>training, mean of %n point</numerusform>
            <numerusform>training, mean of %n points</numerusform>
        </translation>
    </message>
</context>
</TS>
