import type { AlertRule } from '../../../contract/alerts.ts';
import { useLive } from '../../state/live.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import styles from './start-page.module.css';

interface StartPageProps {
  queries: readonly string[];
  onAsk: (expression: string) => void;
}

const MOST_RULES = 12;
const MOST_QUERIES = 8;

/** Before anything is asked: what the rules ask, what was asked before, and how to write something else. */
export function StartPage({ queries, onAsk }: StartPageProps) {
  const { alerts } = useLive();
  const rules = examplesOf(alerts.data?.rules ?? []);
  return (
    <ScrollRegion className={styles.page} label="Where to begin">
      <section className={styles.part}>
        <h2>Write an expression above, or begin with one of these</h2>
        <p>
          Names, labels and functions are completed as you type. Enter runs it, Shift+Enter begins a new line,
          Escape leaves the field.
        </p>
      </section>
      <div className={styles.columns}>
        {rules.length > 0 && (
          <section className={styles.part} aria-label="What the rules ask">
            <h3>What the rules ask</h3>
            <Choices items={rules} onAsk={onAsk} />
          </section>
        )}
        <section className={styles.part} aria-label="Patterns">
          <h3>Patterns</h3>
          <Choices items={PATTERNS} onAsk={onAsk} />
        </section>
        {queries.length > 0 && (
          <section className={styles.part} aria-label="Asked before">
            <h3>Asked before</h3>
            <Choices
              items={queries.slice(0, MOST_QUERIES).map((expression) => ({ expression, about: null }))}
              onAsk={onAsk}
            />
          </section>
        )}
      </div>
    </ScrollRegion>
  );
}

interface Example {
  expression: string;
  about: string | null;
}

/** Of metrics that are recorded wherever anything is watched. */
const PATTERNS: readonly Example[] = [
  { expression: 'up', about: 'Which pages of metrics can be read' },
  { expression: 'topk(5, probe_response_time_ms)', about: 'The five slowest to answer' },
  {
    expression: 'avg_over_time(probe_up[1h])',
    about: 'The share of the last hour in which each system answered',
  },
  {
    expression: 'sum by (namespace) (pod_memory_working_set_bytes)',
    about: 'Memory of the pods, by namespace',
  },
];

function Choices({ items, onAsk }: { items: readonly Example[]; onAsk: (expression: string) => void }) {
  return (
    <ul className={styles.choices}>
      {items.map(({ expression, about }) => (
        <li key={expression}>
          <button type="button" className={styles.choice} onClick={() => onAsk(expression)}>
            {about !== null && <span>{about}</span>}
            <code>{expression}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Each expression once, those first that something is measured for. */
function examplesOf(rules: readonly AlertRule[]): Example[] {
  const known = new Map<string, Example>();
  const measured = rules.filter(({ state }) => state === 'good');
  for (const { expression, name } of [...measured, ...rules]) {
    if (!known.has(expression)) known.set(expression, { expression, about: name });
  }
  return [...known.values()].slice(0, MOST_RULES);
}
