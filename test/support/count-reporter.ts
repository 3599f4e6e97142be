import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Ends the output with the names of the tests that needed a second try and one plain line for machines: `N passed, N failed`. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    let passedCount = 0;
    // A file that could not be loaded, a failed hook and a stray error have no test of their
    // own, and must not look like success.
    let failedCount = unhandledErrors.length;
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      const failed = tests.filter((test) => test.result().state === 'failed').length;
      for (const test of tests)
        if (test.diagnostic()?.flaky === true)
          process.stdout.write(
            `\npassed at the second try: ${module.relativeModuleId} > ${test.fullName}`,
          );
      passedCount += tests.filter((test) => test.result().state === 'passed').length;
      failedCount += failed === 0 && module.state() === 'failed' ? 1 : failed;
    }
    process.stdout.write(`\n${passedCount} passed, ${failedCount} failed\n`);
  }
}
