import { Button } from '@mantine/core';
import { ProblemLine } from '../../people/problem-line.tsx';
import { useAct } from '../../people/use-act.ts';
import { saveFile } from '../journal/save-file.ts';
import styles from './rollout-view.module.css';

/** The report of a rollout as a file to keep: a page that prints, or text. */
export function ReportButtons({ id }: { id: string }) {
  const act = useAct();
  const save = (format: 'html' | 'md') =>
    void act.run(async (client) => {
      const { name, text } = await client.rollouts.report({ id, format });
      saveFile(name, [text]);
    });
  return (
    <span className={styles.reports}>
      <ProblemLine problem={act.problem} />
      {(['html', 'md'] as const).map((format) => (
        <Button
          key={format}
          size="compact-xs"
          variant="default"
          disabled={!act.ready || act.busy}
          aria-label={format === 'html' ? 'Save the report as HTML' : 'Save the report as Markdown'}
          onClick={() => save(format)}
        >
          {format === 'html' ? 'Report (HTML)' : 'Markdown'}
        </Button>
      ))}
    </span>
  );
}
