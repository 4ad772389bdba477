import { instantOf } from '../../core/kernel/clock.ts';
import { driverSaid, sharesText } from '../../core/rollouts/settable.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { ageOf } from '../figures.ts';
import { harmless } from '../harmless.ts';

export const rolloutDriver = defineCommand({
  name: 'rollout driver',
  summary: 'show what moves the traffic: what it can set, and the share there is',
  async run(context) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ traffic, rollouts, clock }) => {
      const driver = await driverSaid(traffic.driver, context.signal);
      const { percentage, observedAt, note, movedBy, can, metrics, problem } = await rollouts.share.look(
        context.signal,
      );
      const share = { percentage, note, can, problem, observedAt: instantOf(observedAt) };
      const mover = movedBy && { name: movedBy.name, at: instantOf(movedBy.at) };
      const seen = metrics && { ...metrics, observedAt: instantOf(metrics.observedAt) };
      const told = { ...driver, share: { ...share, movedBy: mover, metrics: seen } };
      context.output.answer(told, () => {
        const troubles = [driver.problem, problem].flatMap((it) => it ?? []);
        return [
          `${driver.title} (${driver.id}): ${harmless(driver.source)}`,
          `  Can      ${driver.can}`,
          `  Shares   ${sharesLine(driver)}`,
          `  Verified ${driver.verifiedBy === null ? 'not by metrics' : `by ${harmless(driver.verifiedBy)}`}`,
          percentage === null
            ? '  Now      ❔ not known'
            : `  Now      ${percentage} %${mover === null ? '' : `, moved by ${harmless(mover.name)} ${ageOf(mover.at, clock.now())} ago`}`,
          ...(metrics === null ? [] : [`  Seen     ${metrics.verdict}: ${harmless(metrics.words)}`]),
          ...(note === null ? [] : [`           ${harmless(note)}`]),
          ...(can.length === 0
            ? []
            : [`  Orders   ${can.map((order) => `acgs rollout argo ${order}`).join(', ')}`]),
          ...new Set(
            troubles.map(({ message, hint }) => `❔ ${harmless(message)}. ${harmless(hint ?? '')}`.trim()),
          ),
        ];
      });
      return driver.problem === null && problem === null && percentage !== null ? 0 : 3;
    });
  },
});

function sharesLine({ shares, why, problem }: Awaited<ReturnType<typeof driverSaid>>): string {
  if (problem !== null) return 'not known';
  return shares === null ? 'every whole percentage' : `${sharesText(shares)}; ${harmless(why ?? '')}`;
}
