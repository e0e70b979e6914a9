import { $, make, setText, shape } from './dom.js';
import { count } from './format.js';
import { SERVICES, STATES } from './states.js';

/** What the map's dots mean, how many there are of each, and which of them are to be seen; and of which service. */
export class Legend {
  #choice;
  #buttons = new Map();

  constructor(choice) {
    this.#choice = choice;
    for (const { id, name } of [{ id: '', name: 'Worst of all' }, ...SERVICES]) {
      const input = make('input', { type: 'radio', name: 'service', value: id, class: 'hidden' });
      input.checked = choice.service === id;
      input.addEventListener('change', () => choice.chooseService(id));
      $('services-choice').append(make('label', { class: 'segment' }, input, make('span', {}, name)));
    }
    for (const { id, word } of STATES) {
      const number = make('b', { id: `n-${id}` }, '–');
      const button = make('button', { type: 'button', class: 'legend-key', id: `key-${id}` }, shape(id), make('span', {}, word), number);
      button.addEventListener('click', () => choice.toggle(id));
      this.#buttons.set(id, { button, number });
      $('legend').append(make('li', {}, button));
    }
    $('all-states').addEventListener('click', () => {
      choice.all();
      this.#buttons.get('down').button.focus(); // the button that was pressed is gone
    });
  }

  /** @param counts by state */
  show(counts) {
    for (const [state, { button, number }] of this.#buttons) {
      setText(number, count(counts[state]));
      button.classList.toggle('none', counts[state] === 0);
      button.classList.toggle('off', !this.#choice.has(state));
      button.setAttribute('aria-pressed', String(this.#choice.states.has(state)));
    }
    $('all-states').hidden = this.#choice.states.size === 0;
  }
}
