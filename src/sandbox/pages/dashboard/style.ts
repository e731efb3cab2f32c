/** How the dashboard looks. */
export const style = `
body{padding:1.1rem clamp(.75rem,2vw,2rem) 1.25rem;font-size:15px;display:flex;flex-direction:column}
header{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;align-items:center;margin-bottom:.5rem}
header>div:first-child{margin-right:auto}
h1{font-size:1.5rem;line-height:1.2;margin:0;letter-spacing:-.01em}
h2{font-size:1.05rem;margin:0 0 .6rem}
h3{font-size:.85rem;margin:0 0 .4rem}
p{margin:0}
a{color:var(--brand)}
nav{display:flex;gap:1.25rem;font-weight:600}
#reset,#reset:hover{color:var(--bad)}
.soft{color:var(--soft);font-size:.9rem}
code,pre,.digits,.time{font-family:ui-monospace,SFMono-Regular,Menlo,monospace}
.digits{font-weight:700;font-variant-numeric:tabular-nums}
.clock{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center}
.jumps{display:flex;flex-wrap:wrap;gap:.4rem}
button,select,input{font:inherit;font-size:.9rem;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:.35rem .7rem;min-height:2.1rem}
button{font-weight:600;cursor:pointer;border-color:var(--line);color:var(--brand)}
button:hover{border-color:currentColor}
button.main{background:var(--brand);color:var(--on-brand);border-color:transparent}
#status{min-height:1.5em;font-weight:600;color:var(--good);margin-bottom:.4rem}
#status.bad{color:var(--bad)}
main{display:grid;grid-template-columns:minmax(19rem,1fr) minmax(0,1.6fr) minmax(17rem,.8fr);gap:1rem;align-items:start}
.column{display:grid;gap:1rem;min-width:0}
.log{display:flex;flex-direction:column}
#log{max-height:80vh;overflow:auto;margin-inline:-.5rem}
.panel{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.1rem 1.2rem;min-width:0}
.rows,#log{list-style:none;margin:0;padding:0}
.rows li{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between;padding:.6rem 0;border-top:1px solid var(--line)}
.rows li:last-child{padding-bottom:0}
.rows:not(:empty){margin-top:.8rem}
h2+.rows:not(:empty){margin-top:0}
.rows li.wide{display:block}
.what{min-width:0;flex:1 1 13rem}
.title{font-weight:650;overflow-wrap:anywhere}
.title .big{font-size:1.15rem;letter-spacing:.06em;margin-right:.3rem}
.row-actions{display:flex;flex-wrap:wrap;gap:.4rem}
.row-actions select{max-width:9.5rem}
.badge{display:inline-block;font-size:.8rem;font-weight:650;border-radius:2rem;padding:.05rem .6rem;background:var(--line);color:var(--ink);white-space:nowrap}
.badge.good{background:var(--good-bg);color:var(--good)}
.badge.warn{background:var(--warn-bg);color:var(--warn)}
.badge.bad{background:var(--bad-bg);color:var(--bad)}
.until{white-space:nowrap;font-variant-numeric:tabular-nums;font-weight:600;color:var(--ink)}
.until.over{color:var(--bad)}
form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}
form~.none{margin-top:.6rem}
form label{flex:1 1 100%;font-size:.85rem;font-weight:600}
form label.short{flex:0 1 6.5rem}
form button{flex:1 1 auto}
form select,form input:not([type=checkbox]){display:block;width:100%;margin-top:.2rem;font-weight:400}
form .switch{flex:1 1 100%}
.switch{display:flex;align-items:center;gap:.6rem;font-weight:600;margin-bottom:.4rem}
.switch input{appearance:none;flex:none;position:relative;width:2.6rem;height:1.5rem;min-height:0;padding:0;border-radius:1rem;background:var(--soft);border:0;cursor:pointer;transition:background .15s}
.switch input::before{content:"";position:absolute;inset:.2rem auto .2rem .2rem;width:1.1rem;border-radius:50%;background:var(--card);transition:translate .15s}
.switch input:checked{background:var(--brand)}
.switch input:checked::before{translate:1.1rem 0}
.bucket{height:.7rem;border-radius:1rem;background:var(--line);overflow:hidden;margin:.35rem 0}
.bucket::before{content:"";display:block;height:100%;width:var(--share,0);background:var(--good);border-radius:inherit;transition:width .4s}
.bucket.low::before{background:var(--bad)}
.bar{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin-bottom:.6rem}
.bar h2{margin:0 auto 0 0}
.bar select{min-width:0;flex:0 1 16rem}
@media(max-width:52rem){.bar select{flex:1 1 8rem}}
#log>li{border-top:1px solid var(--line)}
summary{display:grid;grid-template-columns:.5rem auto 3.4rem minmax(0,1fr) auto;gap:0 .7rem;align-items:center;padding:.45rem .5rem;cursor:pointer;list-style:none;border-radius:8px}
summary::before{content:"";width:.42rem;height:.42rem;border:solid var(--soft);border-width:0 2px 2px 0;rotate:-45deg}
[open]>summary::before{rotate:45deg;translate:0 -.1rem}
summary:hover,[open]>summary{background:var(--bg)}
summary:focus-visible{outline-offset:-3px}
summary::-webkit-details-marker{display:none}
summary .badge{justify-self:start}
.name{font-weight:600;overflow:hidden;text-overflow:ellipsis}
.path{grid-column:4/-1;grid-row:2;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-size:.82rem}
.took{text-align:right;font-variant-numeric:tabular-nums}
.full{overflow-wrap:anywhere;padding:.5rem .5rem .2rem}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));gap:1rem 1.5rem;padding:.4rem .5rem 1.2rem}
.side{min-width:0}
dl{margin:0;font:.78rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
dl div{padding-left:1.5em;text-indent:-1.5em}
dt,dd{display:inline;margin:0}
dt{color:var(--soft)}
dt::after{content:": "}
pre{margin:0 0 .7rem;padding:.6rem .7rem;max-height:22rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8rem;background:var(--bg);border-radius:8px}
.more{flex:1 1 100%;font-size:.85rem}
.more>summary,.item>summary{display:block;padding:.3rem 0;font-weight:600;color:var(--brand)}
.more>summary::before,.item>summary::before{display:inline-block;margin-right:.6rem}
.more>div{display:flex;flex-wrap:wrap;gap:.6rem;margin-top:.4rem}
.half{flex:1 1 7rem!important}
textarea{font:.8rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace;display:block;width:100%;margin-top:.2rem;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:.35rem .7rem}
.tools{display:flex;flex-wrap:wrap;gap:.5rem;margin-bottom:.6rem}
.tools>*{flex:1 1 8rem;min-width:0}
.tools input{flex:2 1 10rem}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:.6rem 1.2rem;margin-bottom:.8rem}
.plot svg,.level{display:block;width:100%;height:3.2rem;border-bottom:1px solid var(--line);overflow:visible}
.level{height:1.8rem;margin-top:.35rem}
.plot rect{fill:var(--brand)}
.plot rect.refused{fill:var(--bad)}
.level polyline{fill:none;stroke:var(--brand);stroke-width:2;vector-effect:non-scaling-stroke}
.actions{display:flex;flex-wrap:wrap;gap:.4rem;padding:0 .5rem}
.item form{padding:.3rem 0 .8rem}
.item .flag{display:flex;gap:.5rem;align-items:center}
.item .flag input{min-height:0;accent-color:var(--brand)}
dialog{max-width:28rem;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.2rem 1.4rem}
dialog::backdrop{background:rgb(0 0 0/.45)}
dialog p{margin:.4rem 0 1rem}
dialog button.bad{background:var(--bad-bg);color:var(--bad)}
.set{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}
form.set input,form.set select{width:auto;margin:0}
form.set select{max-width:11rem}
form.set button{flex:none}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(min-width:76.01rem){
body{height:100vh}
main{flex:1;min-height:0;grid-template-rows:minmax(0,1fr)}
.column{max-height:100%;overflow:auto;border-radius:14px}
.log{height:100%}
#log{max-height:none}
#log-none{margin:auto}
}
@media(max-width:76rem){main{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}.log{grid-column:1/-1;grid-row:2}}
@media(max-width:52rem){
main{grid-template-columns:minmax(0,1fr)}
.log{grid-row:auto}
.jumps button{padding-inline:.5rem}
summary{grid-template-columns:.5rem auto 1fr auto}
.name,.path{grid-column:2/-1;grid-row:2}
.path{grid-row:3}
}
`
