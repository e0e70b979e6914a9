import { $, setText } from './dom.js';
import { announceWithFigures } from './freshness.js';
import { handedOn } from './kept.js';

const LONGEST = 40;

/** What of an address a page does not understand, or has not, and what it shows instead. */
export class Misread {
  #given = [];
  #shown = new Set();
  #lacking = '';

  /** @param own names that this page has beside those that go along from page to page; others leave the address */
  constructor(own = []) {
    const asked = new URLSearchParams(location.search);
    const known = [...handedOn(location.pathname), ...own];
    const strange = [...asked].filter(([name, value]) => value !== '' && !known.includes(name));
    strange.forEach(([name, value]) => {
      this.add(name, value);
      asked.delete(name);
    });
    if (strange.length) {
      history.replaceState(null, '', `${asked.size ? `?${asked}` : location.pathname}${location.hash}`);
    }
  }

  get some() {
    return this.#given.length > 0;
  }

  /** @param instead what is shown, in words; nothing where no page has such a part */
  add(name, value, instead) {
    this.#given.push([name, value].map((text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)).join('='));
    if (instead) {
      this.#shown.add(instead);
    }
  }

  /** @param what other pages have, so that it stays in the address; empty if there is nothing of the kind */
  lack(what, instead) {
    this.#lacking = what ? `Not on this page: ${what}; shown instead: ${instead}.` : '';
    this.say();
  }

  say() {
    const instead = this.#shown.size ? `; shown instead: ${[...this.#shown].join(', ')}` : '';
    const words = [this.some ? `Not understood in this link: ${this.#given.join(', ')}${instead}.` : '', this.#lacking].filter((text) => text).join(' ');
    setText($('misread'), words);
    announceWithFigures(words);
  }

  /** The reader goes on, and what is shown is what was chosen. */
  forget() {
    this.#given = [];
    this.#shown.clear();
    this.#lacking = '';
    this.say();
  }
}
