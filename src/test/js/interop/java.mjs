/** Runs programs of Java as the build says, which names the JVM and its options; by hand, as they are run by default. */
import { spawn } from 'node:child_process';

/**
 * @param {string[]} given to the program, after the JVM's options
 * @param {import('node:child_process').SpawnOptions} [options] of Node
 */
export function spawnJava(given, options) {
  const { TEST_JAVA: java = 'java', TEST_JVM: jvm = '' } = process.env;
  return spawn(java, [...jvm.split(' ').filter(Boolean), ...given], options);
}
