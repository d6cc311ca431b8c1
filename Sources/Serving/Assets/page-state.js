// The state of the served page, and requests to the server.

export const slug = decodeURIComponent(location.pathname.split("/").slice(1, -1).join("/"));

/** The page as the server last described it. */
export let state = {
  version: Number(document.querySelector("script[data-version]").dataset.version), figures: 1, lines: [], cellStatuses: {},
  parameters: [],
};
export const setState = (page) => { state = page; };

export const element = (tag, properties = {}, ...children) => {
  const result = Object.assign(document.createElement(tag), properties);
  result.append(...children);
  return result;
};

export const post = (route, details = {}) => fetch(`/.serve/${route}`, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ page: slug, ...details }),
});
