import { SERVICES, STATE } from './states.js';

const NS = 'http://www.w3.org/2000/svg';

/** The element with this id. */
export const $ = (id) => document.getElementById(id);

/** What is said may come from kiosks: it becomes text, never markup. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** An element with attributes (undefined ones are left out) and children, texts among them. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(NS, name);
  set(element, attributes);
  element.append(...children);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      element.setAttribute(name, value);
    }
  }
}

/** A state's shape in its colour; the word stands beside it. */
export function shape(state) {
  return draw('svg', { class: `key ${state}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, draw('path', { d: STATE[state].shape }));
}

/** Makes a shape another state's. */
export function reshape(svg, state) {
  svg.setAttribute('class', `key ${state}`);
  svg.firstChild.setAttribute('d', STATE[state].shape);
}

export function icon(service) {
  const { icon: d } = SERVICES.find(({ id }) => id === service);
  return draw('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, draw('path', { d }));
}

/**
 * Makes a parent's children those of the items, in their order. A child stays the same element as long as its item has
 * the same key, so that the focus, a reader's place and what is opened stay.
 */
export function keep(parent, items, keyOf, makeOne, fill) {
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let child = before.get(key);
    if (child === undefined) {
      child = makeOne(item);
      child.dataset.key = key;
    }
    before.delete(key);
    fill(child, item);
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
  }
  before.forEach((child) => child.remove());
}

/** A table: its head, and rows of {content, number, share}, of which the first is the row's head. */
export function fillTable(table, head, rows) {
  const kind = (cell) => (cell?.number ? 'number' : cell?.share ? 'share' : undefined);
  const cell = (given, i) => make(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : undefined, class: kind(given) }, given.content);
  table.replaceChildren(
    make('thead', {}, make('tr', {}, ...head.map((text, i) => make('th', { scope: 'col', class: kind(rows[0]?.[i]) }, rows[0]?.[i]?.share ? make('span', { class: 'hidden' }, text) : text)))),
    make('tbody', {}, ...rows.map((cells) => make('tr', {}, ...cells.map(cell)))),
  );
}
