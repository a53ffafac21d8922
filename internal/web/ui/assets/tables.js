// Some browsers forget that a table is one where a style sheet lays it out otherwise, as ours does on a telephone: roles remind them. They
// are not written into the page, where validators rightly call them idle.
const roles = { ".table": "table", ".table :is(thead, tbody)": "rowgroup", ".table tr": "row", ".table th": "columnheader", ".table td": "cell" };
for (const [elements, role] of Object.entries(roles)) {
  for (const element of document.querySelectorAll(elements)) element.setAttribute("role", role);
}
