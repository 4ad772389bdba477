import { loadProfile } from '../../connect/profile/load.ts';
import { openControlCenter } from '../../control-center.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import type { StepView } from '../../operate/processes/view.ts';

/**
 * `drive-runbook DATA PROFILE RUNBOOK PARAMETERS start [WRITES]`: runs a runbook of the catalogue on a practice system,
 * and is killed as soon as the journal has been written so often. `… finish`: goes on with what was left, answers what
 * is asked by what the practice system's own log says, and prints what became of it.
 *
 * The parent sends the changes that the practice system accepted, when asked with a line `changes`.
 */
const [data = '', profilePath = '', runbook = '', parameters = '{}', what = '', writes = ''] =
  process.argv.slice(2);

const center = await openControlCenter({
  profile: await loadProfile(profilePath),
  dataDirectory: data,
  clock: systemClock(),
  log: silentLog,
  redactor: createRedactor(),
});
const { processes, runbooks, journal } = center;

let written = 0;
let size = journal.status().size;
journal.subscribe(() => {
  const now = journal.status().size;
  if (now === size) return;
  size = now;
  written += 1;
  if (what === 'start' && writes !== '' && written >= Number(writes)) process.kill(process.pid, 'SIGKILL');
});

if (what === 'start') {
  await runbooks.start(runbook, JSON.parse(parameters), { agreement: 'given', yes: true, readOnly: false });
} else processes.recover();

/** Whether the practice system has changed what a step changes, since the step was begun. */
async function wasDone(id: string, step: StepView): Promise<boolean> {
  const intent = [...journal.newest(1000)].find(
    ({ kind, data: it }) =>
      kind === 'operation.intent' &&
      JSON.stringify(it).includes(`"step":"${step.id}"`) &&
      JSON.stringify(it).includes(id),
  );
  const calls: { method: string; path: string }[] =
    JSON.parse(JSON.stringify(intent?.data ?? {})).preview?.calls ?? [];
  const changes = await askForChanges();
  return calls.some(({ method, path }) =>
    changes.some((it) => it.at >= (step.begunAt ?? 0) && it.method === method && it.path.startsWith(path)),
  );
}

async function askForChanges(): Promise<{ at: number; method: string; path: string }[]> {
  const answer = new Promise<unknown>((resolve) => process.once('message', resolve));
  process.send?.('changes');
  return JSON.parse(JSON.stringify(await answer));
}

for (let open = true; open; ) {
  open = false;
  for (const { id, status, endedAt } of processes.list()) {
    if (endedAt !== null) continue;
    open = true;
    if (status === 'paused') processes.resume(id);
    for (const step of processes.get(id).steps) {
      const { question } = step;
      if (question === null) continue;
      const choice =
        question.kind === 'unknown'
          ? (await wasDone(id, step))
            ? 'mark-done'
            : 'retry'
          : (question.recommended ?? question.choices[0]?.id ?? '');
      processes.answer(id, step.id, { choice, note: 'answered by the campaign' });
    }
  }
  if (open) await new Promise((resolve) => setTimeout(resolve, 20));
}
const told = processes.list().map(({ id, status, why }) => ({
  status,
  why,
  steps: processes.get(id).steps.map((it) => `${it.id} ${it.status}`),
}));
await center.close();
// The listener above keeps looking at the journal: nobody waits for it.
process.send?.({ runs: told, written }, () => process.exit(0));
