import { count, rate, setText } from './format.js';

const WIDTH = 300;
const HEIGHT = 72;
const KEPT_MS = 3 * 60 * 1000;

/** Events stored a second, from the differences of a counter, and its last minutes as a line. */
export class Sparkline {
  #samples = [];
  #last = null;

  /** Takes the counter; a counter that went back belongs to a program started anew. */
  take(at, stored) {
    const before = this.#last;
    this.#last = { at, stored };
    if (before === null || at <= before.at) {
      return;
    }
    if (stored < before.stored) {
      this.#samples = [];
      return;
    }
    this.#samples.push({ at, rate: ((stored - before.stored) * 1000) / (at - before.at) });
    this.#samples = this.#samples.filter((sample) => sample.at > at - KEPT_MS);
    this.#draw(at);
  }

  #draw(now) {
    const svg = document.getElementById('spark');
    const latest = this.#samples[this.#samples.length - 1].rate;
    setText(document.getElementById('rate-now'), rate(latest));
    const top = Math.max(1, ...this.#samples.map((sample) => sample.rate));
    const span = Math.max(20000, now - this.#samples[0].at);
    const points = this.#samples.map((sample) => [
      WIDTH - ((now - sample.at) / span) * WIDTH,
      HEIGHT - 3 - (sample.rate / top) * (HEIGHT - 9),
    ]);
    const line = points.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
    svg.querySelector('.spark-line').setAttribute('d', points.length > 1 ? line : '');
    svg.querySelector('.spark-area').setAttribute('d', points.length > 1 ? `${line}L${WIDTH} ${HEIGHT}L${points[0][0].toFixed(1)} ${HEIGHT}Z` : '');
    svg.setAttribute('aria-label', `Events stored a second: ${rate(latest)} now, at most ${rate(top)} over the last ${count(span / 1000)} seconds`);
    setText(document.getElementById('spark-from'), span >= 120000 ? `${count(span / 60000)} min ago` : `${count(span / 1000)} s ago`);
    setText(document.getElementById('spark-top'), `most: ${rate(top)}`);
  }
}
