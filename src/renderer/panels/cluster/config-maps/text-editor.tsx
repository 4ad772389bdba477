import { type RefObject, useRef } from 'react';
import styles from './text-editor.module.css';

interface TextEditorProps {
  label: string;
  text: string;
  onChange: (text: string) => void;
  /** The line with the mistake, from 1. */
  markedLine: number | null;
  /** What says what the mistake is. */
  describedBy: string;
  input: RefObject<HTMLTextAreaElement | null>;
}

/** Plain text in a fixed width with its lines numbered. Tab moves on, as everywhere else on the page. */
export function TextEditor(props: TextEditorProps) {
  const { text, markedLine } = props;
  const gutter = useRef<HTMLDivElement>(null);
  const count = text.split('\n').length;
  return (
    <div className={styles.editor}>
      <div className={styles.gutter} ref={gutter} aria-hidden>
        {Array.from({ length: count }, (_, index) => index + 1).map((line) => (
          <span key={line} data-marked={line === markedLine || undefined}>
            {line}
          </span>
        ))}
      </div>
      <textarea
        ref={props.input}
        className={styles.text}
        aria-label={props.label}
        aria-invalid={markedLine !== null}
        aria-describedby={props.describedBy}
        value={text}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        wrap="off"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
      />
    </div>
  );
}
