/** Nothing is kept yet. */
export function keepSession() {}
