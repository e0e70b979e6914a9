import { $, fillTable, setText } from './dom.js';
import { duration, rate, time } from './format.js';

const WIDTH = 300;
const HEIGHT = 72;
const KEPT_MS = 3 * 60 * 1000;
const MEAN_MS = 10 * 1000;
/** Samples further apart than this do not say how it went between them. */
const GAP_MS = 8 * 1000;

/** Events stored a second, from the differences of a counter: the mean of the last seconds, and the last minutes as a line. */
export class Rate {
  #samples = [];

  constructor() {
    $('rates').addEventListener('toggle', () => this.#table());
  }

  /** Takes the counter; one that went back belongs to a program started anew. */
  take(at, stored) {
    const last = this.#samples.at(-1);
    if (last && (stored < last.stored || at - last.at > KEPT_MS)) {
      this.#samples = [];
    } else if (last && at <= last.at) {
      return;
    }
    this.#samples = [...this.#samples.filter((sample) => sample.at > at - KEPT_MS), { at, stored }];
    this.#draw();
  }

  /** The mean a second between a sample and the one before it; null where that would be a guess. */
  #since(i) {
    const [before, sample] = [this.#samples[i - 1], this.#samples[i]];
    return before && sample.at - before.at <= GAP_MS ? ((sample.stored - before.stored) * 1000) / (sample.at - before.at) : null;
  }

  #mean() {
    const last = this.#samples.length - 1;
    let first = last;
    while (this.#since(first) !== null && this.#samples[last].at - this.#samples[first].at < MEAN_MS) {
      first--;
    }
    const [from, to] = [this.#samples[first], this.#samples[last]];
    return first === last ? null : ((to.stored - from.stored) * 1000) / (to.at - from.at);
  }

  #draw() {
    const mean = this.#mean();
    const text = mean === null ? '–' : rate(mean);
    const now = this.#samples.at(-1).at;
    const span = Math.max(60 * 1000, now - this.#samples[0].at);
    const rates = this.#samples.map((sample, i) => this.#since(i));
    const most = Math.max(0, ...rates);
    const x = (sample) => (WIDTH - ((now - sample.at) / span) * WIDTH).toFixed(1);
    const y = (value) => (HEIGHT - 2 - (value / Math.max(1, most)) * (HEIGHT - 8)).toFixed(1);
    let line = '';
    let area = '';
    rates.forEach((value, i) => {
      if (value !== null) {
        const [from, to] = [x(this.#samples[i - 1]), x(this.#samples[i])];
        const begin = rates[i - 1] ?? null;
        line += begin === null ? `M${from} ${y(value)}L${to} ${y(value)}` : `L${to} ${y(value)}`;
        area += `M${from} ${HEIGHT}L${from} ${y(begin ?? value)}L${to} ${y(value)}L${to} ${HEIGHT}Z`;
      }
    });
    const svg = $('spark');
    svg.querySelector('.spark-line').setAttribute('d', line);
    svg.querySelector('.spark-area').setAttribute('d', area);
    svg.setAttribute('aria-label', `Events stored a second over the last ${duration(span / 1000)}: ${text} at the end, ${rate(most)} at most`);
    setText($('rate-now'), text);
    setText($('spark-from'), `${duration(span / 1000)} ago`);
    setText($('spark-top'), line ? `at most ${rate(most)}` : '');
    setText($('spark-then'), time(now));
    this.#table();
  }

  /** The line as a table, the newest first: what was stored a second since the time before. */
  #table() {
    if ($('rates').open) {
      const rows = this.#samples.map(({ at }, i) => [time(at), this.#since(i)]).filter(([, value]) => value !== null);
      fillTable($('rate-table'), ['Until', 'events a second'], rows.reverse().map(([at, value]) => [{ content: at }, { content: rate(value), number: true }]));
    }
  }
}
