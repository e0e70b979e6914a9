import { ask } from './api.js';
import { $, make, setText } from './dom.js';
import { days, moment, time } from './format.js';
import { figuresAreHere } from './freshness.js';

const AGAIN_MS = 30000;
const AGAIN_AFTER_FAILURE_MS = 5000;

/** Where figures come from, to be looked at, taken into a spreadsheet, or asked for by a program. */
export function showSources(id, address) {
  const csv = `${address}${address.includes('?') ? '&' : '?'}format=csv`;
  showSource(id, address, make('a', { href: csv, download: '' }, 'CSV'));
}

/** The same of what there is no CSV of; with other links, if there are some. */
export function showSource(id, address, ...links) {
  $(id).replaceChildren(...links, make('span', {}, 'API: ', make('a', { href: address }, make('code', {}, `GET ${address}`))));
}

/** Of what time figures are, and until when they stay as they are: nothing where some are not here. */
export function timesOf(answers, failed) {
  const earliest = (name) => Math.min(...answers.map(({ body }) => Date.parse(body?.[name])));
  const [asOf, finalUntil] = [earliest('asOf'), earliest('finalUntil')];
  if (failed || !Number.isFinite(asOf) || !Number.isFinite(finalUntil)) {
    return '';
  }
  return `Figures of ${moment(asOf)}; ${answers.some(mayChange) ? `final until ${days(finalUntil, finalUntil)}` : 'all of them final'}.`;
}

/** Kiosks may still tell of a time that is over. */
const mayChange = ({ body }) => Date.parse(body?.finalUntil) < Date.parse(body?.to);

/**
 * Asks for what several panels show, all anew whenever the question changes, and again now and then as long as it is
 * open, or may change. What is no longer the question is not shown.
 */
export class Sources {
  #parts;
  #isOpen;
  #turn = 0;
  #timer = 0;
  #asOf = null;
  /** Whether it is worth asking once more. */
  #again = true;

  /** @param parts async () => [{panel, address, show, also: another panel of the same}]; isOpen () => whether figures still change */
  constructor(parts, isOpen) {
    this.#parts = parts;
    this.#isOpen = isOpen;
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.#again) {
        this.load();
      }
    });
  }

  async load() {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    document.body.classList.add('asking');
    const parts = await this.#parts();
    const answers = turn === this.#turn ? await Promise.all(parts.map((part) => this.#one(part, turn))) : [];
    if (turn !== this.#turn) {
      return;
    }
    document.body.classList.remove('asking');
    const failed = answers.some(({ state }) => state !== 'answered');
    this.#age(answers, failed);
    this.#again = failed || this.#isOpen() || answers.some(mayChange);
    if (this.#again) {
      this.#timer = setTimeout(() => !document.hidden && this.load(), failed ? AGAIN_AFTER_FAILURE_MS : AGAIN_MS);
    }
  }

  async #one({ panel, also, address, show, path }, turn) {
    const answer = await ask(address, path);
    if (turn === this.#turn) {
      const old = answer.state !== 'answered';
      for (const home of [panel, also].filter((id) => id).map($)) {
        const reason = home.querySelector('.reason');
        reason.hidden = !old;
        home.classList.toggle('old', old);
        setText(reason, answer.state === 'unreachable' ? 'The server does not answer; what is shown, if anything, is from before. It is asked again.' : old ? (answer.reason ?? 'This program does not know.') : '');
      }
      if (!old) {
        show(answer.body, address);
      }
    }
    return answer;
  }

  #age(answers, failed) {
    const times = answers.filter(({ state }) => state === 'answered').map(({ body, at }) => (body.asOf ? Date.parse(body.asOf) : at));
    if (times.length) {
      figuresAreHere();
      this.#asOf = Math.min(...times);
    }
    $('age').className = failed ? 'age stale' : 'age fresh';
    const then = this.#asOf === null ? 'none yet' : `as of ${time(this.#asOf)}`;
    setText($('as-of'), timesOf(answers, failed));
    setText($('age-text'), failed ? `Not all figures are here; what is shown is ${then}` : `As of ${time(this.#asOf)}`);
  }
}
