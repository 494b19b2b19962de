export function weight() {}
