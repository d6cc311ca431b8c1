// The form that tries other values of the chapter's parameters.
import { formButton } from "./status-bar.js";
import { element, post, state } from "./page-state.js";

export const form = element("dialog", { className: "parameters" });
form.setAttribute("aria-labelledby", "parameters-title");
formButton.addEventListener("click", () => { ask(); form.showModal(); });

const plain = ({ type, value }) => type === "a String" ? value.replace(/^"|"$/g, "") : value;

function ask() {
  const fields = state.parameters.map((parameter) => {
    const id = `parameter-${parameter.name}`;
    const input = element("input", { id, name: parameter.name, value: plain(parameter), autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-describedby", `${id}-hint ${id}-fault`);
    const hint = [parameter.type.replace(/^an? /, ""), parameter.hint].filter(Boolean).join(", ");
    return element("div", { className: "field" }, element("label", { htmlFor: id, textContent: parameter.name }), input,
      element("span", { id: `${id}-hint`, className: "hint", textContent: hint }),
      element("span", { id: `${id}-fault`, className: "fault" }));
  });
  const cancel = element("button", { type: "button", textContent: "Cancel" });
  cancel.addEventListener("click", () => form.close());
  const sheet = element("form", { noValidate: true }, element("h2", { id: "parameters-title", textContent: "Parameters" }),
    element("p", { textContent: "An experiment: the published page stays as it is." }), ...fields,
    element("p", { className: "actions" }, element("button", { type: "submit", textContent: "Run with these" }), cancel));
  sheet.addEventListener("submit", (event) => { event.preventDefault(); attempt(sheet); });
  form.replaceChildren(sheet);
}

async function attempt(sheet) {
  const settings = {};
  for (const parameter of state.parameters) {
    const { value } = sheet.elements[parameter.name];
    if (value !== plain(parameter)) settings[parameter.name] = value;
  }
  const response = await post("experiment", { settings });
  const { faults = {} } = await response.json();
  for (const { name } of state.parameters) {
    const input = sheet.elements[name];
    input.setAttribute("aria-invalid", name in faults);
    document.getElementById(`parameter-${name}-fault`).textContent = faults[name] ?? "";
  }
  const first = state.parameters.find(({ name }) => name in faults);
  if (first) sheet.elements[first.name].focus();
  else if (response.ok) form.close();
}
