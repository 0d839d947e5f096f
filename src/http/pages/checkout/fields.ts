import { type Content, type Html, html } from "../../../html.ts";
import { type AddressPart, addressFormOf, autofillNames, isOptional } from "./address-form.ts";
import type { Presentation } from "./presentation.ts";
import { subdivisionsOf } from "./subdivisions.ts";
import type { FormMistakes, TypedForm } from "./typed-form.ts";

/** What a field is shown with beside its label. */
interface FieldOptions {
  readonly id: string;
  readonly label: Content;
  readonly hint?: string | undefined;
  readonly mistakes: FormMistakes;
  readonly words: Presentation["words"];
}

/** A label, what is typed into, and what is to be said of it; screen readers hear all of it. */
function fieldFrame(
  { id, label, hint, mistakes, words }: FieldOptions,
  control: (attributes: Html) => Html,
): Html {
  const mistake = mistakes.get(id);
  const described = [...(mistake ? [`${id}-wrong`] : []), ...(hint === undefined ? [] : [`${id}-hint`])];
  const attributes = html`id="${id}" name="${id}"${described.length > 0 ? html` aria-describedby="${described.join(" ")}"` : undefined}${mistake ? html` aria-invalid="true"` : undefined}`;
  return html`<div class="field"><label for="${id}">${label}</label>${control(attributes)}${mistake && html`<span class="wrong" id="${id}-wrong">${words.mistakes[mistake]}</span>`}${hint === undefined ? undefined : html`<span class="hint" id="${id}-hint">${hint}</span>`}</div>
`;
}

/** The field for the buyer's e-mail. */
export function emailField(form: TypedForm, mistakes: FormMistakes, { words }: Presentation): Html {
  return fieldFrame(
    { id: "email", label: words.email, hint: words.emailHint, mistakes, words },
    (attributes) =>
      html`<input type="email" ${attributes} value="${form.email}" autocomplete="email" inputmode="email" required>`,
  );
}

/** The fields for an address, as the country in the form has them; the country itself comes first. */
export function addressInputs(
  form: TypedForm,
  mistakes: FormMistakes,
  countries: readonly string[],
  presentation: Presentation,
): Html {
  const { country } = form.address;
  const { rows } = addressFormOf(country);
  const part = (name: AddressPart) => addressField(name, form, mistakes, presentation);
  return html`${countryField(form, mistakes, countries, presentation)}${rows.map((row) =>
    row.length === 1 ? row.map(part) : html`<div class="row">${row.map(part)}</div>`,
  )}`;
}

function countryField(
  form: TypedForm,
  mistakes: FormMistakes,
  countries: readonly string[],
  { words, country, locale }: Presentation,
): Html {
  const chosen = form.address.country;
  const named = countries
    .map((code) => ({ code, name: country(code) }))
    .sort((one, other) => one.name.localeCompare(other.name, locale));
  return fieldFrame(
    { id: "country", label: words.addressParts.country, mistakes, words },
    (attributes) =>
      html`<select ${attributes} autocomplete="${autofillNames.country}" required data-refresh>${chosen === "" || !countries.includes(chosen) ? html`<option value="">${words.choose}</option>` : undefined}${named.map(
        ({ code, name }) =>
          html`<option value="${code}"${code === chosen ? html` selected` : undefined}>${name}</option>`,
      )}</select>`,
  );
}

function addressField(
  part: AddressPart,
  form: TypedForm,
  mistakes: FormMistakes,
  { words }: Presentation,
): Html {
  const { country } = form.address;
  const isFree = isOptional(part, country);
  const name =
    (part === "postalCode"
      ? words.postalCodeIn[country]
      : part === "state"
        ? words.stateIn[country]
        : undefined) ?? words.addressParts[part];
  const label = isFree ? html`${name} <span class="soft">(${words.optional})</span>` : name;
  const value = form.address[part];
  const required = isFree ? undefined : html` required`;
  return fieldFrame(
    { id: part, label, hint: part === "phone" ? words.phoneHint : undefined, mistakes, words },
    (attributes) =>
      part === "state"
        ? html`<select ${attributes} autocomplete="${autofillNames.state}"${required}><option value="">${words.choose}</option>${subdivisionsOf(country).map(({ code, name }) => html`<option value="${code}"${code === value ? html` selected` : undefined}>${name}</option>`)}</select>`
        : html`<input type="${part === "phone" ? "tel" : "text"}" ${attributes} value="${value}" autocomplete="${autofillNames[part]}" maxlength="200"${required}>`,
  );
}
