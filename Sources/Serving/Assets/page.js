// What a served page knows of itself, and how it asks the server for something.

export const slug = decodeURIComponent(location.pathname.split("/").slice(1, -1).join("/"));

/** What the page is, as the server knows it. */
export let known = {
  version: Number(document.querySelector("script[data-version]").dataset.version), figures: 1, lines: [], fates: {},
  parameters: [],
};
export const learn = (page) => { known = page; };

export const element = (tag, properties = {}, ...children) => {
  const result = Object.assign(document.createElement(tag), properties);
  result.append(...children);
  return result;
};

export const order = (what, details = {}) => fetch(`/.serve/${what}`, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ page: slug, ...details }),
});
