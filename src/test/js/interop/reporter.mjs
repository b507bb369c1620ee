/** Reports tests to the build: one JSON object for each that has ended, on a line of its own. */
export default async function* report(source) {
  for await (const { type, data } of source) {
    // A suite that fails by itself, in a hook say, is told, too.
    if (type === 'test:fail' || (type === 'test:pass' && data.details.type !== 'suite')) {
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
