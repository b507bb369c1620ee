/** The files with which the server is put into containers: the image's, and the manifests of Kubernetes. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { faultsIn, manifestsIn } from './kubernetes.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const MADE_BY_THE_BUILD = ['target/halley.war'];
const LARGEST_SYSTEM_USER = 999;

const read = (file) => readFileSync(join(ROOT, file), 'utf8');
const containerfile = read('Containerfile');
const image = DockerfileParser.parse(containerfile);

function only(keyword) {
  const found = image.getInstructions().filter((instruction) => instruction.getKeyword() === keyword);
  assert.equal(found.length, 1, keyword);
  return found[0];
}

function words(instruction) {
  return instruction.getArguments().map((argument) => argument.getValue());
}

test('the Containerfile has no fault that the linter knows', () => {
  assert.deepEqual(validate(containerfile).map(({ message, range }) => `${range.start.line + 1}: ${message}`), []);
});

test('the linter sees an instruction that is none', () => {
  assert.match(validate('FROM a:1\nENTRYPIONT ["a"]')[0].message, /ENTRYPIONT/);
});

test('images have a version', () => {
  const stages = image.getFROMs().map((from) => from.getBuildStage());
  for (const from of image.getFROMs()) {
    assert.ok(stages.includes(from.getImage()) || /^[\w./-]+:[\w.-]*\d[\w.-]*$/.test(from.getImage()), from.getImage());
  }
});

test('the server runs as a user without rights, whom Kubernetes can tell from root', () => {
  const [user] = words(only('USER'));
  assert.ok(Number(user) > LARGEST_SYSTEM_USER, user);
});

test('what is copied from the project is there, and reaches the builder', () => {
  const sent = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const copied = image.getCOPYs()
    .filter((copy) => !copy.getFlags().some((flag) => flag.getName() === 'from'))
    .map((copy) => words(copy)[0]);
  assert.deepEqual(copied.toSorted(), sent.toSorted());
  for (const file of copied) {
    assert.ok(MADE_BY_THE_BUILD.includes(file) || existsSync(join(ROOT, file)), file);
  }
});

test('the health check asks whether the server lives, and java is process 1', () => {
  assert.match(only('HEALTHCHECK').getTextContent(), /GET \/health\/live /);
  const command = JSON.parse(only('ENTRYPOINT').getArgumentsContent());
  assert.equal(command[0], 'java');
  assert.deepEqual(command.slice(-2), ['--host', '0.0.0.0']);
  assert.ok(command.includes(`-XX:SharedArchiveFile=${words(image.getCOPYs().at(-1)).at(-1)}`));
});

test('the script that the image is built with can be run', () => {
  assert.ok(statSync(join(ROOT, 'artifacts/class-archive')).mode & 0o100);
});

test('the manifests of the cluster are what Kubernetes takes', async () => {
  const manifests = manifestsIn(read('docs/deploy/kubernetes-cluster.yaml'));
  assert.deepEqual(manifests.map(({ kind }) => kind), ['Service', 'Service', 'StatefulSet']);
  assert.deepEqual(await faultsIn(manifests), []);
});

test('the manifest of a single server is what Kubernetes takes', async () => {
  const [, text] = /^```yaml\n(.*?)^```/ms.exec(read('docs/deploy/images-and-kubernetes.md'));
  const manifests = manifestsIn(text);
  assert.deepEqual(manifests.map(({ kind }) => kind), ['Deployment']);
  assert.deepEqual(await faultsIn(manifests), []);
});

test('the ports and probes of the manifests are those of the image', () => {
  const port = Number(words(only('EXPOSE'))[0]);
  const [, , { spec }] = manifestsIn(read('docs/deploy/kubernetes-cluster.yaml'));
  const [container] = spec.template.spec.containers;
  assert.equal(container.ports.find(({ name }) => name === 'http').containerPort, port);
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    assert.equal(container[probe].httpGet.port, 'http', probe);
  }
});

for (const [fault, change, told] of [
  ['a field that there is not', ({ spec }) => { spec.template.spec.containers[0].readinessPrope = {}; }, /readinessPrope/],
  ['a field in the wrong place', ({ spec }) => { spec.terminationGracePeriodSeconds = 1; }, /terminationGracePeriodSeconds/],
  ['a value of the wrong type', ({ spec }) => { spec.replicas = 'three'; }, /replicas/],
  ['a field that is missing', ({ spec }) => { delete spec.selector; }, /selector/],
]) {
  test(`${fault} is found in a manifest`, async () => {
    const manifest = manifestsIn(read('docs/deploy/kubernetes-cluster.yaml'))[2];
    change(manifest);
    const faults = await faultsIn([manifest]);
    assert.ok(faults.some((line) => told.test(line)), JSON.stringify(faults));
  });
}

test('a key that comes twice in a manifest is found', () => {
  assert.throws(() => manifestsIn('kind: Service\nkind: Service\n'), /unique/);
});
