/** What the pages on which buyers pay add to the stylesheet of all pages. */
export const checkoutStyle = `
header, main, footer { max-width: 66rem }
.checkout { display: block; margin: 0 }
.checkout fieldset { border: 0; padding: 0; margin: 0 0 1.75rem; min-width: 0 }
.checkout legend, .checkout h2 { font-size: 1.1rem; font-weight: 600; padding: 0; margin: 0 0 .75rem }
.row { display: flex; flex-wrap: wrap; column-gap: .75rem }
.row > .field:nth-last-child(3) { flex-basis: 100% }
.field { flex: 1 1 8rem; min-width: 0; margin-bottom: .9rem; display: block }
.field > label { font-size: .9rem; display: block; margin-bottom: .25rem }
.field input, .field select { width: 100%; min-height: 2.9rem; padding: .5rem .75rem; border-radius: .5rem }
.hint, .wrong { display: block; font-size: .85rem; margin-top: .25rem }
.hint { color: var(--soft) }
.wrong { color: var(--alert); font-weight: 600 }
[aria-invalid=true] { border-color: var(--alert); border-width: 2px }
:is(input, select, button, a, summary):focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
.cart { list-style: none; margin: 0 0 1.75rem; padding: 0 }
.cart > li { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr) auto; gap: .15rem 1rem; padding: .9rem 0; border-bottom: 1px solid var(--line) }
.cart img, .cart .blank { width: 4.5rem; height: 4.5rem; border-radius: .5rem; object-fit: cover; border: 1px solid var(--line); grid-row: span 3; background: var(--card) }
.cart .what { font-weight: 600 }
.cart .amount { grid-column: 3; grid-row: 1; font-weight: 600 }
.cart .soft, .cart .quantity, .cart .wrong { grid-column: 2 / 4 }
.cart .quantity { display: flex; align-items: center; gap: .5rem; margin-top: .25rem }
.cart .quantity input { width: 4.5rem; min-height: 2.75rem; text-align: center }
.cart .note { grid-column: 2 / 4; font-size: .9rem; color: var(--alert) }
.choices { border: 1px solid var(--line); border-radius: .6rem; overflow: hidden }
.choices label { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: .1rem .75rem; align-items: center; padding: .85rem 1rem; font-size: 1rem; cursor: pointer }
.choices label + label { border-top: 1px solid var(--line) }
.choices label:has(:checked) { background: var(--card) }
.choices input { width: 1.2rem; height: 1.2rem; accent-color: var(--brand); margin: 0 }
.choices .soft { grid-column: 2 / 4; font-size: .9rem }
.code { display: flex; gap: .75rem; align-items: end }
.code .field { margin: 0 }
.codes { list-style: none; padding: 0; margin: .75rem 0 0 }
.codes li { display: flex; align-items: center; gap: .75rem; margin-top: .4rem }
.plain { background: none; min-height: 2.75rem; border-color: var(--soft); border-radius: .5rem; padding: .4rem 1rem; font-weight: 500 }
.summary { background: var(--card); border-radius: .8rem; padding: 1.25rem; margin-bottom: 1.5rem }
.summary table { margin: 0 0 .75rem }
.summary :is(th, td) { border: 0; padding: .3rem 0 }
.summary .total > * { font-size: 1.25rem; border-top: 1px solid var(--line); padding-top: .75rem }
.summary ul { list-style: none; padding: 0; margin: 0 0 .5rem; font-size: .9rem }
.summary ul li { display: flex; justify-content: space-between; gap: 1rem; padding: .15rem 0 }
.pay { width: 100%; min-height: 3.4rem; margin: .75rem 0 .5rem; background: var(--brand); border: 1px solid var(--brand); color: var(--on-brand); border-radius: .6rem; font-size: 1.1rem; font-weight: 600; display: flex; align-items: center; justify-content: center; text-align: center; text-decoration: none; padding: .5rem 1rem }
.pay.other { background: none; color: var(--text); border-color: var(--soft); min-height: 2.9rem; font-weight: 500 }
.narrow { max-width: 28rem }
.pay:hover { filter: brightness(1.08) }
.legal { font-size: .85rem; color: var(--soft); margin: .25rem 0 }
.messages { border: 2px solid var(--alert); border-radius: .6rem; padding: .8rem 1rem; margin: 0 0 1.5rem }
.messages.info { border-color: var(--line) }
.messages h2 { margin: 0 0 .25rem; font-size: 1.05rem }
.messages ul { margin: .25rem 0; padding-left: 1.25rem }
.messages p { margin: .25rem 0; font-weight: 400 }
.messages[role=alert] { font-weight: 400 }
.messages:focus { outline: none }
details { margin: 0 0 1.75rem }
summary { cursor: pointer; font-size: 1.1rem; font-weight: 600; padding: .5rem 0; min-height: 2.75rem }
header img { max-height: 2.75rem; max-width: 12rem; display: block }
.busy { opacity: .6 }
.default { position: absolute; left: -100vw; width: 1px; height: 1px; overflow: hidden }
.large { width: 100%; height: auto; aspect-ratio: 1; object-fit: cover; border-radius: .8rem; background: var(--card) }
.gallery { display: flex; flex-wrap: wrap; gap: .75rem; margin: .75rem 0 }
.gallery img { border-radius: .5rem; object-fit: cover; border: 1px solid var(--line) }
.price { font-size: 1.35rem; font-weight: 600; margin: .5rem 0 .25rem }
@media (min-width: 56rem) {
  .row > .field:nth-last-child(3) { flex-basis: 12rem }
  .columns { display: grid; grid-template-columns: minmax(0, 1fr) 24rem; gap: 3.5rem; align-items: start }
  .product { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) }
  .columns > aside { position: sticky; top: 1rem }
}
`;
