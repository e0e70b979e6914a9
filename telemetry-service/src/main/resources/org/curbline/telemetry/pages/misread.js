import { $, setText } from './dom.js';

const LONGEST = 40;

/** What of an address a page does not understand, and what it shows instead. Where it is said is there from the beginning, so that a listener hears of it. */
export class Misread {
  #given = [];
  #shown = new Set();

  get some() {
    return this.#given.length > 0;
  }

  /** @param instead what is shown, in words */
  add(name, value, instead) {
    this.#given.push(`${name}=${value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}`);
    this.#shown.add(instead);
  }

  say() {
    setText($('misread'), this.some ? `Not understood in this link: ${this.#given.join(', ')}; shown instead: ${[...this.#shown].join(', ')}.` : '');
  }

  /** The reader goes on, and what is shown is what was chosen. */
  forget() {
    this.#given = [];
    this.#shown.clear();
    this.say();
  }
}
