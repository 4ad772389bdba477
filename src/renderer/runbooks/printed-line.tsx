import type { Level } from '../../contract/health.ts';
import { StateShape } from '../marks/state-shape.tsx';

/** The guides' signs; few desks have a font for them, so that they are drawn. */
const SIGNS: Readonly<Record<string, Level>> = { '✅': 'good', '❌': 'critical', '❔': 'unknown' };

/** A line as the guide prints it, its sign drawn as everywhere else in the window. */
export function PrintedLine({ line }: { line: string }) {
  const [sign = '', ...words] = line.split(' ');
  const level = SIGNS[sign];
  if (!level) return <>{line}</>;
  return (
    <>
      <StateShape level={level} label={null} /> <span className="sr-only">{sign} </span>
      {words.join(' ')}
    </>
  );
}
