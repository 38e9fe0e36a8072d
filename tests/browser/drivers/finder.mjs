/**
 * Finds elements in the page as Playwright's locators do: through open shadow roots, by selector,
 * by role and name, by label, by words. `find` runs in the page, so it uses nothing of this file.
 *
 * @typedef {{css?: string, role?: string, label?: string, text?: string, name?: string,
 *   exact?: boolean, pattern?: [source: string, flags: string], nth?: number, hasText?: true}} Step
 *   `pattern`, or `name`/`label`/`text`, is what the name (of a role), label or text must match
 */

/** @param {Step[]} steps @returns {Element[]} */
export function find(steps) {
  /** @type {{[role: string]: string}} */
  const ROLES = {
    alert: '[role=alert]',
    button: 'button, summary, input[type=button], input[type=submit], [role=button]',
    checkbox: 'input[type=checkbox], [role=checkbox]',
    combobox: 'select, [role=combobox]',
    dialog: 'dialog, [role=dialog]',
    group: 'fieldset, details, [role=group]',
    heading: 'h1, h2, h3, h4, h5, h6',
    img: 'img, [role=img]',
    link: 'a[href], [role=link]',
    option: 'option, [role=option]',
    radio: 'input[type=radio], [role=radio]',
    slider: 'input[type=range], [role=slider]',
    spinbutton: 'input[type=number], [role=spinbutton]',
    status: 'output, [role=status]',
    tab: '[role=tab]',
    textbox: 'input:not([type]), input[type=text], input[type=url], textarea, [role=textbox]',
  };
  /** @param {string | null | undefined} words */
  const plain = (words) => (words ?? '').replace(/\s+/g, ' ').trim();
  /** @param {Element} element @returns {Element} */
  const written = (element) => {
    const copy = /** @type {Element} */ (element.cloneNode(true));
    for (const unsaid of copy.querySelectorAll('[aria-hidden=true], script, style, [hidden]'))
      unsaid.remove();
    return copy;
  };
  /** @param {Element} element */
  const labelsOf = (element) =>
    Array.from(/** @type {HTMLInputElement} */ (element).labels ?? [], (label) => {
      const copy = written(label);
      for (const control of copy.querySelectorAll('input, select, textarea, output'))
        control.remove();
      return copy.textContent;
    });
  /** @param {Element} element */
  const nameOf = (element) => {
    const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
    const by = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
    const said = by.map((id) => plain(root.getElementById(id)?.textContent)).join(' ');
    return (
      plain(said) ||
      plain(element.getAttribute('aria-label')) ||
      plain(labelsOf(element).join(' ')) ||
      plain(element.querySelector(':scope > legend')?.textContent) ||
      plain(written(element).textContent) ||
      plain(element.getAttribute('alt') ?? element.getAttribute('title'))
    );
  };
  /** @param {string} words @param {string | undefined} wanted @param {Step} step */
  const matches = (words, wanted, { exact, pattern }) => {
    if (pattern) return new RegExp(...pattern).test(words);
    if (wanted === undefined) return true;
    return exact
      ? words === plain(wanted)
      : words.toLowerCase().includes(plain(wanted).toLowerCase());
  };
  /** @param {ParentNode} root @param {string} css @returns {Element[]} */
  const below = (root, css) => {
    const inner = root instanceof Element && root.shadowRoot ? [root.shadowRoot] : [];
    for (const element of root.querySelectorAll('*'))
      if (element.shadowRoot) inner.push(element.shadowRoot);
    return [...root.querySelectorAll(css), ...inner.flatMap((shadow) => below(shadow, css))];
  };
  /** @param {Element} element */
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });
  /** @param {Element} element */
  const words = (element) => plain(element.textContent);

  /** @type {ParentNode[]} */
  let found = [document];
  for (const step of steps) {
    if (step.nth !== undefined) {
      const at = step.nth < 0 ? found.length + step.nth : step.nth;
      found = found.slice(at, at + 1);
      continue;
    }
    if (step.hasText) {
      found = found.filter((root) =>
        matches(words(/** @type {Element} */ (root)), step.text, step),
      );
      continue;
    }
    const css =
      step.css ??
      (step.role && ROLES[step.role]) ??
      (step.label !== undefined || step.pattern ? 'input, select, textarea, [aria-label]' : '*');
    /** @type {Element[]} */
    let next = [...new Set(found.flatMap((root) => below(root, css)))];
    if (step.role)
      next = next.filter((one) => isSeen(one) && matches(nameOf(one), step.name, step));
    else if (step.css === undefined && step.text !== undefined) {
      next = next.filter((one) => matches(words(one), step.text, step));
      next = next.filter((one) => !next.some((other) => other !== one && one.contains(other)));
    } else if (step.css === undefined)
      next = next.filter((one) => matches(nameOf(one), step.label, step));
    found = next;
  }
  return /** @type {Element[]} */ (found);
}
