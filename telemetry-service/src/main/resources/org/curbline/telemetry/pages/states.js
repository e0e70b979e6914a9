/**
 * What Curbline says of a service, the worst first, with a shape and a colour each: who sees no colours tells them apart
 * by shape. A shape is one path within 16 by 16, filled by the even-odd rule; the colour is a property of the style sheet.
 */
export const STATES = [
  { id: 'down', word: 'down', shape: 'M8 1 15 8 8 15 1 8Z' },
  { id: 'suspect', word: 'suspect', shape: 'M1.6 2.5h12.8L8 14.5Z' },
  { id: 'unknown', word: 'unknown', shape: 'M2.5 2.5h11v11h-11ZM4.9 4.9v6.2h6.2V4.9ZM6.9 6.9h2.2v2.2H6.9Z' },
  { id: 'degraded', word: 'degraded', shape: 'M8 1.5 14.6 13.5H1.4Z' },
  { id: 'up', word: 'up', shape: 'M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10Z' },
  { id: 'maintenance', word: 'in maintenance', shape: 'M6 2h4v4h4v4h-4v4H6v-4H2V6h4Z' },
  { id: 'idle', word: 'not in service', shape: 'M8 3.4a4.6 4.6 0 1 0 0 9.2a4.6 4.6 0 1 0 0-9.2ZM8 5a3 3 0 1 1 0 6a3 3 0 1 1 0-6Z' },
];

export const STATE = Object.fromEntries(STATES.map((state, rank) => [state.id, { ...state, rank }]));

/** States in which something should be looked at. */
export const WRONG = new Set(['down', 'suspect', 'unknown', 'degraded']);

/** The kiosks' services, as people call them; the icons are lines within 24 by 24. */
export const SERVICES = [
  { id: 'wifi', name: 'WiFi', uses: 'sessions', icon: 'M2.5 9.2a14 14 0 0 1 19 0M6 13a9 9 0 0 1 12 0M9.3 16.6a4.2 4.2 0 0 1 5.4 0M12 19.9v.2' },
  { id: 'call', name: 'Calls', uses: 'calls', icon: 'M6 3h3l2 5-2.5 1.8a12 12 0 0 0 5.7 5.7L16 13l5 2v3a3 3 0 0 1-3.2 3A16 16 0 0 1 3 6.2 3 3 0 0 1 6 3Z' },
  { id: 'charging', name: 'Charging', uses: 'charges', icon: 'M13 2 5 13.5h6L10 22l9-12h-6.4Z' },
  { id: 'tablet', name: 'Tablet', uses: 'sessions', icon: 'M7.5 2.5h9A2.5 2.5 0 0 1 19 5v14a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 5 19V5a2.5 2.5 0 0 1 2.5-2.5ZM10.5 18.5h3' },
];

export const NAME = Object.fromEntries(SERVICES.map(({ id, name }) => [id, name]));

/** The worst of several states. */
export function worst(states) {
  return states.reduce((a, b) => (STATE[b].rank < STATE[a].rank ? b : a));
}
