import { count, moment, setText } from './format.js';

const STEP = 100;
const ORDER = { away: 0, idle: 1, connected: 2 };

/** Every kiosk as a row, those that want a look first: what the map shows, for the keyboard and for a screen reader. */
export class KioskList {
  #box = document.getElementById('kiosks');
  #rows = document.getElementById('kiosk-rows');
  #find = document.getElementById('find');
  #state = document.getElementById('state');
  #more = document.getElementById('more');
  #kiosks = [];
  #most = STEP;
  #announce;

  constructor(announce) {
    this.#announce = announce;
    this.#box.querySelector('details').addEventListener('toggle', () => this.#draw());
    this.#box.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
    for (const input of [this.#find, this.#state]) {
      input.addEventListener('input', () => {
        this.#most = STEP;
        this.#announce(this.#draw());
      });
    }
    this.#more.addEventListener('click', () => {
      this.#most += STEP;
      this.#announce(this.#draw());
    });
  }

  /** @param kiosks with id, borough, state, word and since */
  show(kiosks) {
    this.#kiosks = [...kiosks].sort((a, b) => ORDER[a.state] - ORDER[b.state] || a.id.localeCompare(b.id));
    this.#draw();
  }

  #draw() {
    if (!this.#box.querySelector('details').open) {
      return '';
    }
    const sought = this.#find.value.trim().toLowerCase();
    const found = this.#kiosks.filter(
      (kiosk) =>
        (this.#state.value === '' || kiosk.state === this.#state.value) &&
        `${kiosk.id} ${kiosk.borough ?? ''}`.toLowerCase().includes(sought),
    );
    const shown = found.slice(0, this.#most);
    while (this.#rows.rows.length > shown.length) {
      this.#rows.deleteRow(-1);
    }
    shown.forEach((kiosk, i) => fill(this.#rows.rows[i] ?? newRow(this.#rows), kiosk));
    this.#more.hidden = shown.length === found.length;
    const said = found.length === 0 ? 'No such kiosk.' : `${count(shown.length)} of ${count(found.length)} shown.`;
    setText(document.getElementById('found'), said);
    return said;
  }
}

/** Rows stay and only their words change, so that a reader's place in the table stays too. */
function newRow(body) {
  const row = document.getElementById('kiosk-row').content.firstElementChild.cloneNode(true);
  body.append(row);
  return row;
}

function fill(row, kiosk) {
  const [id, borough, state, since, last] = row.querySelectorAll('[data-cell]');
  setText(id, kiosk.id);
  setText(borough, kiosk.borough || 'place unknown');
  setText(state, kiosk.word);
  row.dataset.state = kiosk.state;
  setText(since, kiosk.since ? `since ${moment(new Date(kiosk.since))}` : '');
  setText(last, kiosk.lastEventAt ? moment(new Date(kiosk.lastEventAt)) : 'none');
}
