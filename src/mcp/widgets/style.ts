/** How widgets look: in the host's colours and letters where it names them, light and dark, on a phone and beside a chat. */
export const widgetStyle = `
:root { color-scheme: light dark; --text: var(--color-text-primary, light-dark(#1c1c1e, #ececf1)); --soft: var(--color-text-secondary, light-dark(#5f6368, #a3a8b0)); --line: var(--color-border-primary, light-dark(#d9dbe0, #3a3d44)); --ground: var(--color-background-primary, light-dark(#fff, #17181b)); --card: var(--color-background-secondary, light-dark(#f5f6f8, #212329)); --act: light-dark(#1c1c1e, #ececf1); --on-act: light-dark(#fff, #17181b); --alert: var(--color-text-danger, light-dark(#b3261e, #f2b8b5)); --done: light-dark(#1e6f42, #7fd6a4); --focus: light-dark(#0b57d0, #8ab4f8) }
* { box-sizing: border-box; margin: 0 }
body { background: var(--ground); color: var(--text); font: .95rem/1.45 var(--font-sans, system-ui, sans-serif); overflow-wrap: break-word; padding: .75rem }
h2 { font-size: 1.1rem; line-height: 1.3 }
li h2 { font-size: .95rem }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: .6rem; min-height: 2.75rem; padding: .4rem .8rem; cursor: pointer }
button:focus-visible, a:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
button[disabled] { opacity: .45; cursor: default }
button.act { background: var(--act); color: var(--on-act); border-color: var(--act); font-weight: 600; width: 100% }
button.plain { border: 0; padding: .4rem 0; text-align: left; text-decoration: underline }
a { color: inherit }
.soft { color: var(--soft); font-size: .9rem }
.alert { color: var(--alert); font-size: .9rem }
.price { font-weight: 600; font-variant-numeric: tabular-nums }
.was { color: var(--soft); text-decoration: line-through; font-weight: 400; margin-left: .4rem }
.picture { width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: .6rem; background: var(--card); display: block }
.shelf { display: flex; gap: .75rem; overflow-x: auto; scroll-snap-type: x proximity; list-style: none; padding: 0 0 .5rem }
.shelf li { flex: 0 0 min(11.5rem, 62vw); scroll-snap-align: start; display: flex }
.shelf button { display: flex; flex-direction: column; align-items: stretch; gap: .3rem; width: 100%; padding: .6rem; text-align: left; border-radius: .9rem }
.shelf button:hover { background: var(--card) }
.shelf .foot { margin-top: auto }
.product { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr) }
@media (min-width: 34rem) { .product { grid-template-columns: minmax(0, 15rem) minmax(0, 1fr); align-items: start } }
.product > div { display: grid; gap: .75rem }
.words { white-space: pre-line; max-height: 12rem; overflow-y: auto }
fieldset { border: 0; padding: 0; min-width: 0 }
legend { padding: 0; font-size: .9rem; color: var(--soft); margin-bottom: .35rem }
.chips { display: flex; flex-wrap: wrap; gap: .4rem }
.chips button[aria-pressed=true] { background: var(--act); color: var(--on-act); border-color: var(--act) }
.chips button[data-gone] { text-decoration: line-through }
.cart { display: grid; gap: .75rem; max-width: 34rem }
.lines { list-style: none; padding: 0 }
.lines li { display: grid; grid-template-columns: 3.5rem minmax(0, 1fr) auto; gap: .1rem .75rem; padding: .6rem 0; border-bottom: 1px solid var(--line) }
.lines .picture { width: 3.5rem; grid-row: span 3 }
.lines .price { grid-column: 3; grid-row: 1 }
.lines .soft, .lines .alert, .stepper { grid-column: 2 / 4 }
.stepper { display: flex; align-items: center; gap: .6rem }
.stepper button { width: 2.75rem; padding: 0 }
dl { display: grid; grid-template-columns: 1fr auto; gap: .2rem 1rem }
dd { text-align: right; font-variant-numeric: tabular-nums }
dl :is(dt, dd):nth-last-of-type(1) { font-weight: 600 }
.steps { display: flex; list-style: none; padding: 0; gap: .5rem }
.steps li { flex: 1; border-top: 4px solid var(--line); padding-top: .35rem; color: var(--soft); font-size: .9rem }
.steps li.done { border-color: var(--done); color: var(--text) }
.steps li[aria-current] { font-weight: 600 }
.busy { opacity: .6 }
`;
