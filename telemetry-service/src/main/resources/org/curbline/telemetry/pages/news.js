import { count } from './format.js';
import { STATE, WRONG } from './states.js';

const AGAIN_AFTER_MS = 15000;

/**
 * What is read aloud of what happens: only what became worse, several at once as one sentence, and at most every few
 * seconds; and when nothing is wrong any more.
 */
export class News {
  #say;
  #worse = new Set();
  #timer = 0;
  #saidAt = -AGAIN_AFTER_MS;
  #wrong = null;

  constructor(say) {
    this.#say = say;
  }

  /** @param worse the kiosks that became worse; null if all were asked for anew */
  heard(worse, kiosks) {
    const wrong = kiosks.filter((kiosk) => WRONG.has(kiosk.worst)).length;
    if (wrong === 0 && this.#wrong > 0 && kiosks.length > 0) {
      this.#worse.clear();
      this.#say('Nothing is wrong any more.');
    }
    this.#wrong = wrong;
    worse?.forEach((kiosk) => this.#worse.add(kiosk));
    if (this.#worse.size > 0 && this.#timer === 0) {
      const wait = Math.max(1000, this.#saidAt + AGAIN_AFTER_MS - performance.now());
      this.#timer = setTimeout(() => this.#tell(), wait);
    }
  }

  #tell() {
    this.#timer = 0;
    const still = [...this.#worse].filter((kiosk) => WRONG.has(kiosk.worst));
    this.#worse.clear();
    if (still.length > 0) {
      this.#saidAt = performance.now();
      const [first] = still;
      this.#say(still.length === 1 ? `${first.id}, ${first.borough}: ${STATE[first.worst].word}.` : `${count(still.length)} kiosks became worse.`);
    }
  }
}
