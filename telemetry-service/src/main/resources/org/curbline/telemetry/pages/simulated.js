import { poll } from './api.js';

const EVERY_MS = 1000;

/**
 * A program that simulates its kiosks knows what is true of them, and brings the view of it; no other program is asked
 * for one.
 *
 * @param address of the simulation, or the part of it that is wanted
 * @param view (module, again) => what takes the answers; again asks at once
 */
export function whereSimulated(address, view) {
  let shown = null;
  const again = poll(address, EVERY_MS, (answer) => {
    if (answer.state === 'answered') {
      shown ??= import('/simulation.js').then((module) => view(module, again));
    }
    shown?.then((it) => it.take(answer));
  }, '/api/v1/simulation');
}
