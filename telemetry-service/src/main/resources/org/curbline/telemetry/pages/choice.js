import { keepInHead } from './kept.js';
import { SERVICES, STATE } from './states.js';

/** Which service and which states the reader looks at. It stands in the page's address, so that it can be sent and kept. */
export class Choice {
  /** A service's id; empty for the worst of all. */
  service = '';
  /** Ids of states; empty for all. */
  states = new Set();
  #changed;

  constructor(changed) {
    this.#changed = changed;
    const asked = new URLSearchParams(location.search);
    this.service = SERVICES.some(({ id }) => id === asked.get('service')) ? asked.get('service') : '';
    this.states = new Set(asked.getAll('state').filter((state) => state in STATE));
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

  #keep() {
    const asked = new URLSearchParams(location.search); // with what other pages are asked for
    asked.delete('service');
    asked.delete('state');
    if (this.service) {
      asked.set('service', this.service);
    }
    this.states.forEach((state) => asked.append('state', state));
    history.replaceState(null, '', asked.size ? `?${asked}` : location.pathname);
    keepInHead();
    this.#changed();
  }
}
