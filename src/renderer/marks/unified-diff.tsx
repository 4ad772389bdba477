import styles from './unified-diff.module.css';

const KINDS: Record<string, 'added' | 'removed' | 'place' | undefined> = {
  '+': 'added',
  '-': 'removed',
  '@': 'place',
};

/** A unified diff, its lines marked by sign and colour. */
export function UnifiedDiff({ text }: { text: string }) {
  let seen = 0;
  const lines = text.split('\n').map((line) => {
    const isHead = /^(---|\+\+\+) /.test(line);
    seen += 1;
    return { line, key: seen, kind: isHead ? 'head' : KINDS[line.charAt(0)] };
  });
  return (
    <pre className={styles.diff} data-diff>
      {lines.map(({ line, key, kind }) => (
        <span key={key} className={styles.line} data-kind={kind}>
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
