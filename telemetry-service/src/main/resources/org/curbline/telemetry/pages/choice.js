import { keepInHead } from './kept.js';
import { Misread } from './misread.js';
import { SERVICES, STATE } from './states.js';

/** Which service and which states the reader looks at. It stands in the page's address, so that it can be sent and kept. */
export class Choice {
  /** A service's id; empty for the worst of all. */
  service = '';
  /** Ids of states; empty for all. */
  states = new Set();
  #changed;
  #misread = new Misread(['state']);

  constructor(changed) {
    this.#changed = changed;
    const asked = new URLSearchParams(location.search);
    this.service = this.#understood(asked.getAll('service').slice(0, 1), 'service', SERVICES.map(({ id }) => id), 'the worst of all')[0] ?? '';
    this.states = new Set(this.#understood(asked.getAll('state'), 'state', Object.keys(STATE), 'every state'));
    if (this.#misread.some) {
      this.#write();
    }
    this.#misread.say();
    keepInHead();
  }

  chooseService(service) {
    this.service = service;
    this.#keep();
  }

  toggle(state) {
    this.states.delete(state) || this.states.add(state);
    this.#keep();
  }

  all() {
    this.states.clear();
    this.#keep();
  }

  /** The state a kiosk is looked at by. */
  of(kiosk) {
    return this.service === '' ? kiosk.worst : kiosk.services[this.service].state;
  }

  has(state) {
    return this.states.size === 0 || this.states.has(state);
  }

  /** What nobody understands is said, and leaves the address. */
  #understood(given, name, known, instead) {
    const fit = given.filter((value) => known.includes(value));
    given.filter((value) => value !== '' && !known.includes(value)).forEach((value) => this.#misread.add(name, value, fit.length ? 'the others' : instead));
    return fit;
  }

  #keep() {
    this.#misread.forget();
    this.#write();
    keepInHead();
    this.#changed();
  }

  #write() {
    const asked = new URLSearchParams(location.search); // with what other pages are asked for
    asked.delete('service');
    asked.delete('state');
    if (this.service) {
      asked.set('service', this.service);
    }
    this.states.forEach((state) => asked.append('state', state));
    history.replaceState(null, '', asked.size ? `?${asked}` : location.pathname);
  }
}
