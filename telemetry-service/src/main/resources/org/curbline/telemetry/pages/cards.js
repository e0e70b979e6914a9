import { $, icon, make, reshape, setText, shape } from './dom.js';
import { shownState } from './facts.js';
import { duration, moment, when } from './format.js';
import { SERVICES, STATE } from './states.js';

/** Each service of a kiosk: its state, why, since when, and what was last heard of it. */
export class ServiceCards {
  #cards = new Map();
  #kiosk = null;
  #clock;

  /** @param clock what time it is for what is shown: what is old does not go on */
  constructor(clock) {
    this.#clock = clock;
    for (const { id, name } of SERVICES) {
      const parts = {
        shape: shape('unknown'),
        state: make('b', {}, '–'),
        since: make('time', { class: 'lead' }),
        why: make('p', { class: 'why' }),
        report: make('dd', {}, '–'),
        use: make('dd', {}, '–'),
      };
      const heard = make('dl', { class: 'heard' }, make('dt', {}, 'Last report'), parts.report, make('dt', {}, 'Last use'), parts.use);
      const card = make(
        'li',
        { 'data-service': id },
        make('h3', {}, icon(id), name),
        make('p', { class: 'state-line' }, parts.shape, ' ', parts.state, ' ', parts.since),
        parts.why,
        heard,
      );
      this.#cards.set(id, { card, parts });
      $('cards').append(card);
    }
    setInterval(() => this.#draw(), 1000); // what is relative to now
  }

  show(kiosk) {
    this.#kiosk = kiosk;
    this.#draw();
  }

  #draw() {
    const now = this.#clock();
    for (const service of this.#kiosk?.services ?? []) {
      const { card, parts } = this.#cards.get(service.service);
      const state = shownState(service);
      const since = Date.parse(service.since);
      card.dataset.state = state;
      reshape(parts.shape, state);
      setText(parts.state, STATE[state].word);
      setText(parts.since, `since ${when(since, now)}, ${duration(Math.max(0, now - since) / 1000)}`);
      parts.since.setAttribute('datetime', service.since);
      setText(parts.why, service.sentence + (service.detail ? ` (${service.detail})` : ''));
      setText(parts.report, service.reportedAt ? ago(service.reportedAt, now) : 'none');
      setText(parts.use, service.usedAt ? ago(service.usedAt, now) : 'none since the gateway started');
      parts.report.title = service.reportedAt ? moment(Date.parse(service.reportedAt)) : '';
    }
  }
}

function ago(text, now) {
  const at = Date.parse(text);
  return `${when(at, now)}, ${duration(Math.max(0, now - at) / 1000)} ago`;
}
