// Page style: the sheet of the HTML report. One column for reading, quiet colours, the same on paper.
#pragma once

#include <string_view>

namespace reglament {

inline constexpr std::string_view page_style = R"css(
:root{color-scheme:light dark;--paper:#fdfcf9;--ink:#23272e;--muted:#6b7280;--rule:#e3dfd6;--tint:#f4f1ea;--accent:#35608f;
--good:#3f7d58;--warn:#b3541e;--box:#ffffff;--line:#5f6b7a}
@media(prefers-color-scheme:dark){:root{--paper:#16191e;--ink:#e2e4e8;--muted:#98a1ad;--rule:#2e343d;--tint:#1f242b;
--accent:#82aedb;--good:#7dbd97;--warn:#e39a6a;--box:#20262e;--line:#8f9bab}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 Charter,"Iowan Old Style","PT Serif",Georgia,"Liberation Serif",serif;
font-variant-numeric:lining-nums tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:62rem;margin:0 auto;padding:3.5rem 2rem 5rem}
h1{font-size:2.1rem;line-height:1.2;font-weight:600;margin:0 0 .3rem;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:1.5rem;line-height:1.25;font-weight:600;margin:0;text-wrap:balance}
h3{font-size:1rem;font-weight:600;margin:2.2rem 0 .6rem}
p{margin:.3rem 0}
.sub,.more,caption,th{color:var(--muted)}
.sub{font-size:1rem}
.totals{display:grid;grid-template-columns:repeat(auto-fit,minmax(6.6rem,1fr));gap:0 1.8rem;margin:2rem 0 1rem;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);overflow:hidden}
.totals div{position:relative;padding:1rem 0;overflow-wrap:anywhere}
.totals div::before{content:"";position:absolute;left:-.9rem;top:0;bottom:0;border-left:1px solid var(--rule)}
.totals b{display:block;font-size:1.75rem;line-height:1.15;font-weight:600}
.totals span{color:var(--muted);font-size:.9rem}
.totals .late b{color:var(--warn)}
section{margin-top:4rem;padding-top:1.6rem;border-top:2px solid var(--ink)}
section>header .sub code{font:.9em ui-monospace,"DejaVu Sans Mono",Menlo,monospace}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th{font-weight:400;font-size:.85rem;text-align:left;border-bottom:1px solid var(--rule);padding:.3rem .9rem .3rem 0;vertical-align:bottom}
td{padding:.38rem .9rem .38rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
tr>*:last-child{padding-right:0}
td.n,th.n{text-align:right;white-space:nowrap}
td.when,td.who{white-space:nowrap}
tr.late td.when{color:var(--warn);font-weight:600}
.bars{width:auto;min-width:60%}
.bars td{border-bottom:0;padding:.22rem .9rem .22rem 0;vertical-align:middle}
.bars .track{width:22rem;max-width:40vw}
.bars i{display:block;height:.7rem;border-radius:.35rem;background:var(--good);min-width:2px}
.bars .open i{background:var(--accent)} .bars .stuck i{background:var(--warn)} .bars .none i{background:none}
figure{margin:1.6rem 0 0;padding:1.2rem;background:var(--tint);border-radius:.5rem;overflow-x:auto;text-align:center}
figure svg{max-width:100%;height:auto}
figcaption{margin-top:.8rem;color:var(--muted);font-size:.85rem;text-align:left}
figure svg text{fill:var(--ink)}
figure svg text[fill="#5f6b7a"]{fill:var(--muted)}
figure svg text[fill="#b3541e"]{fill:var(--warn)}
figure svg .node path,figure svg .node polygon{fill:var(--box);stroke:var(--line)}
figure svg .node.start path{stroke:var(--accent)} figure svg .node.end path{stroke:var(--good)}
figure svg .edge path{stroke:var(--line)} figure svg .edge polygon{stroke:var(--line);fill:var(--line)}
figure svg .edge.idle{opacity:.45}
.defs{position:absolute}
#hatch .ground{fill:var(--box)} #hatch .stripe{stroke:var(--warn);stroke-width:2.5;opacity:.4}
.coverage svg text[fill="#b3541e"]{fill:var(--good)}
.coverage svg .node path,.coverage svg .node polygon{stroke:var(--good);stroke-width:1.8;stroke-dasharray:none}
.coverage svg .node.missed path,.coverage svg .node.missed polygon{fill:url(#hatch);stroke:var(--warn);stroke-dasharray:6 4}
.coverage svg .node.missed text{paint-order:stroke;stroke:var(--box);stroke-width:3px;stroke-linejoin:round}
.coverage svg .edge.way path{stroke:var(--good);stroke-dasharray:none} .coverage svg .edge.way polygon{stroke:var(--good);fill:var(--good)}
.coverage svg .edge.idle{opacity:1} .coverage svg .edge.idle path{stroke:var(--warn);stroke-width:1.2;stroke-dasharray:3 4}
.coverage svg .edge.idle polygon{stroke:var(--warn);fill:var(--tint)}
.coverage svg .edge.idle text{fill:var(--warn)}
.bars .whole{display:block;background:var(--rule);border-radius:.35rem}
.coverage tr.missed td{color:var(--warn);border-bottom-style:dashed}
section>ul{margin:.4rem 0 0;padding-left:1.2rem} section>ul li{padding:.15rem 0}
code{font:.85em ui-monospace,"DejaVu Sans Mono",Menlo,monospace;color:var(--muted);overflow-wrap:anywhere}
section>.scenarios{list-style:none;padding:0} .scenarios>li{display:flex;gap:.7rem;padding:.5rem 0;border-bottom:1px solid var(--rule)}
.scenarios>li>div{flex:1;min-width:0} .scenarios .mark{color:var(--good)} .scenarios .failed>.mark{color:var(--warn)}
.scenarios .failed>div>span{font-weight:600}
.difference{margin:.7rem 0 .4rem;padding:.6rem 1rem .8rem;background:var(--tint);border-left:3px solid var(--warn)}
.difference code{display:block;margin-top:.2rem;white-space:pre-wrap}
.difference dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:.4rem 0 0}
.difference dt{color:var(--muted)} .difference dd{margin:0;overflow-wrap:anywhere} .difference .came{color:var(--warn);font-weight:600}
.way{list-style:none;margin:1rem 0 0;padding:0 0 0 1.2rem;border-left:2px solid var(--rule)}
.way li{position:relative;padding:.25rem 0 .25rem .4rem;display:grid;grid-template-columns:13rem 1fr;gap:1rem}
.way li::before{content:"";position:absolute;left:calc(-1.2rem - 6px);top:.75rem;width:10px;height:10px;border-radius:50%;background:var(--paper);border:2px solid var(--line)}
.way li.start::before{border-color:var(--accent);background:var(--accent)}
.way li.end::before{border-color:var(--good);background:var(--good)}
.way li.late::before{border-color:var(--warn);background:var(--warn)}
.way time{color:var(--muted)}
table .track.small{width:9rem;min-width:5rem;vertical-align:middle} .track.small i{display:block;height:.6rem;border-radius:.3rem;background:var(--good);min-width:2px}
td.warns{color:var(--warn);font-weight:600} .track.warns i{background:var(--warn)}
svg.chart{display:block;width:100%;height:auto;max-width:none}
svg.chart text{font-size:12px;fill:var(--muted)} svg.chart .rule{stroke:var(--rule);stroke-width:1}
svg.chart .s0{fill:var(--good);--of:var(--good)} svg.chart .s1{fill:var(--accent);--of:var(--accent)} svg.chart .s2{fill:var(--warn);--of:var(--warn)}
svg.chart polyline{stroke:var(--of);stroke-width:2.2;stroke-linejoin:round} svg.chart polyline.s0,svg.chart polyline.s1,svg.chart polyline.s2{fill:none}
[id^=feedback-] .track.small:not(.warns) i{background:var(--accent)} #feedback-weeks svg.chart .s0{--of:var(--accent);fill:var(--accent)}
#feedback-weeks svg.chart polyline.s0{fill:none} svg.chart.dotted text{font-size:11px} svg.dotted .kept{fill:var(--accent);fill-opacity:.75} svg.dotted .left{fill:var(--warn);stroke:var(--tint);stroke-width:.6}
svg.chart circle.s0.dot{fill:var(--accent);fill-opacity:.55} table+table,figure+table{margin-top:1.8rem}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;margin:.7rem 0 0;padding:0;list-style:none;color:var(--muted);font-size:.85rem;text-align:left}
.legend i{display:inline-block;width:.75rem;height:.75rem;border-radius:.2rem;margin-right:.45rem;vertical-align:-.08em;background:var(--good)}
.legend li:nth-child(2) i{background:var(--accent)} .legend li:nth-child(3) i{background:var(--warn)}
section>.totals{margin-top:1.4rem}
.line{margin-top:2.2rem;padding-left:1.1rem;border-left:2px solid var(--rule)} .line:target{border-color:var(--accent)} .line h3{margin:0 0 .4rem}
.line blockquote{margin:.3rem 0;font-size:1.15rem;white-space:pre-line} .line .hint{color:var(--muted);font-style:italic;white-space:pre-line} .line .more{font-size:.9rem}
.line ul{list-style:none;margin:.6rem 0 0;padding:0} .line li{display:flex;gap:1.2rem;justify-content:space-between;padding:.35rem 0;border-bottom:1px solid var(--rule)}
.line li>div>span::before{content:"– ";color:var(--muted)} .line li.on>div>span{color:var(--muted)} .line li.on>div>span::before{content:""}
.line li>span,.line li>a{flex:0 1 auto;text-align:right;color:var(--muted)} .line li>a{color:var(--accent);text-decoration:none} .line small{color:var(--muted)}
.folded details{border-bottom:1px solid var(--rule)} .folded summary{padding:.5rem 0;cursor:pointer} .folded summary b{font-weight:600}
.folded details>section{margin:1rem 0 2.5rem;padding-top:1rem;border-top:0}
@media(max-width:42rem){main{padding:2rem 1.1rem}.totals{grid-template-columns:repeat(auto-fit,minmax(6.2rem,1fr));gap:0 .8rem}.totals div{padding:.7rem 0}.totals div::before{display:none}
h1,h2,.sub,td.who{overflow-wrap:anywhere}td{overflow-wrap:break-word}td.when{min-width:6.5rem}td.who{min-width:4rem}
figure{padding:.8rem;background:linear-gradient(90deg,var(--tint),transparent) 0 0/2rem 100% no-repeat local,linear-gradient(-90deg,var(--tint),transparent) 100% 0/2rem 100% no-repeat local,linear-gradient(-90deg,var(--line),transparent) 100% 0/.6rem 100% no-repeat scroll,var(--tint)}figure svg{max-width:none;zoom:.8}figure svg.chart{zoom:1;min-width:32rem}table .track.small{width:4rem;min-width:3rem}.way li{grid-template-columns:1fr;gap:0}td.when,td.who{white-space:normal}
[id^=feedback-] table{display:block;overflow-x:auto;white-space:nowrap} [id^=feedback-] :is(td,th):first-child{position:sticky;left:0;background:var(--paper);min-width:6rem;max-width:45vw;white-space:normal}}
@media print{:root{--paper:#fff;--ink:#000;--muted:#555;--rule:#ccc;--tint:#fff;--accent:#35608f;--good:#3f7d58;--warn:#a04310;--box:#fff;--line:#5f6b7a}
@page{margin:18mm 16mm}body{font-size:10.5pt}main{max-width:none;padding:0}figure{padding:0}figure svg{max-height:225mm}
h2,h3,section>header,.totals{break-after:avoid}tr,li,figure,.line{break-inside:avoid}.bars i,.track i,.legend i,svg.chart *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

}  // namespace reglament
