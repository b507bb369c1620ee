/** Reports tests to the build: one JSON object for each that has ended, on a line of its own. */
export default async function* report(source) {
  for await (const { type, data } of source) {
    if ((type === 'test:pass' || type === 'test:fail') && data.nesting === 0) {
      const { cause } = data.details.error ?? {};
      yield `${JSON.stringify({
        name: data.name,
        passed: type === 'test:pass',
        skipped: data.skip !== undefined || data.todo !== undefined,
        error: data.details.error ? String(cause?.stack ?? cause ?? data.details.error.stack) : '',
      })}\n`;
    }
  }
}
