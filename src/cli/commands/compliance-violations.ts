import type { Violation, ViolationOperations } from '../../core/compliance/violations/index.ts';
import type { OperationKind } from '../../core/operate/operation.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { ageOf } from '../figures.ts';
import { harmless } from '../harmless.ts';
import { flag, text } from '../options.ts';
import { type Column, formatTable } from '../table.ts';
import { runOperation } from './cluster-operation.ts';

const id = { name: 'id', says: 'as acgs compliance violations shows it; its beginning is enough' };
const dryRun = flag('--dry-run', 'show what would be done, and do nothing');

export const complianceViolations = defineCommand({
  name: 'compliance violations',
  summary: 'list violations: those that are not over, and those of the last 30 days',
  options: {
    recorded: flag('--recorded', 'what is recorded, without validating first'),
    check: flag('--check', 'exit 1 when one is not over'),
  },
  examples: ['acgs compliance violations', 'acgs compliance violations --check --json'],
  async run(context, { recorded, check }) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ compliance }, { clock }) => {
      if (!recorded) await compliance.validate({ mode: 'production', signal: context.signal });
      const items = compliance.violations.list();
      context.output.answer({ items }, () =>
        items.length === 0
          ? ['No violation is open, and none is recorded of the last 30 days.']
          : formatTable(items, columnsAt(clock.now()), { columns: context.output.columns }),
      );
      return check && items.some(({ state }) => state !== 'verified') ? 1 : 0;
    });
  },
});

export const complianceViolation = defineCommand({
  name: 'compliance violation',
  summary: 'show one violation and what became of it',
  arguments: [id],
  examples: ['acgs compliance violation 3fa2'],
  async run(context, _options, [given = '']) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ compliance: { violations } }) => {
      const found = violations.get(violations.find(given));
      context.output.answer(found, (it) => [
        harmless(`${it.component}, ${it.rule}: ${it.says}`),
        `${it.state}${it.assignee === null ? '' : `, ${harmless(it.assignee)} sees to it`}; seen ${it.sightings} times, last at ${it.lastSeenAt}`,
        '',
        ...it.steps.map((step) => `${step.at}  ${step.state}  ${harmless(`${step.actor}  ${step.words}`)}`),
      ]);
      return 0;
    });
  },
});

export const complianceAssign = defineCommand({
  name: 'compliance assign',
  summary: 'say who sees to a violation',
  arguments: [id, { name: 'person', says: 'who sees to it' }],
  options: { note: text('--note <text>', 'what they should know'), dryRun },
  examples: ['acgs compliance assign 3fa2 "Reiko Imai"'],
  async run(context, { note = '', dryRun: dry }, [given = '', to = '']) {
    return act(context, dry, given, ({ assign }, violation) => ({
      kind: assign,
      parameters: { id: violation, to, note },
    }));
  },
});

export const complianceInvestigate = noted('investigate', 'write down what was found about a violation');
export const complianceFixed = noted('fixed', 'say that a violation is fixed; a fresh check verifies it');

function noted(verb: 'investigate' | 'fixed', summary: string) {
  return defineCommand({
    name: `compliance ${verb}`,
    summary,
    arguments: [id],
    options: { note: text('--note <text>', 'what was found or done'), dryRun },
    examples: [`acgs compliance ${verb} 3fa2 --note "the config map was edited by hand"`],
    async run(context, { note = '', dryRun: dry }, [given = '']) {
      return act(context, dry, given, (operations, violation) => ({
        kind: operations[verb],
        parameters: { id: violation, note },
      }));
    },
  });
}

function act<P>(
  context: CommandContext,
  dry: boolean,
  given: string,
  operation: (of: ViolationOperations, violation: string) => { kind: OperationKind<P>; parameters: P },
): Promise<ExitCode> {
  const none = { requestApproval: undefined, breakGlass: undefined, context: undefined };
  return runOperation(context, {
    ...none,
    dryRun: dry,
    operation: ({ compliance: { violations } }) => operation(violations.operations, violations.find(given)),
  });
}

function columnsAt(now: number): Column<Violation>[] {
  return [
    { title: 'ID', cell: (it) => it.id.slice(0, 8) },
    { title: 'STATE', cell: (it) => it.state },
    { title: 'SEVERITY', cell: (it) => it.severity },
    { title: 'COMPONENT', cell: (it) => harmless(it.component) },
    { title: 'RULE', cell: (it) => harmless(it.rule) },
    { title: 'AGE', cell: (it) => ageOf(it.detectedAt, now), align: 'right' },
    { title: 'SEEN', cell: (it) => String(it.sightings ?? '-'), align: 'right' },
    { title: 'WHO', cell: (it) => harmless(it.assignee ?? '-') },
    { title: 'SAYS', cell: (it) => harmless(it.says), shrinks: true },
  ];
}
