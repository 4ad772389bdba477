import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor in the window's own type and colours, in both themes. */
const frame = EditorView.theme({
  '&': { flex: '1', minWidth: '0', backgroundColor: 'transparent', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    fontSize: '13px',
    lineHeight: '20px',
    maxHeight: '164px',
  },
  '.cm-content': { padding: '7px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-placeholder': { color: 'var(--muted)', fontFamily: 'var(--font)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--hover)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--hover)',
    outline: '1px solid var(--line-strong)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--critical)',
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '3px',
  },
  '.cm-lintPoint-error::after': { borderBottomColor: 'var(--critical)' },
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--pane)',
    color: 'var(--text)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    maxHeight: '240px',
    fontFamily: 'var(--font-mono)',
    fontSize: '12px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px', lineHeight: '18px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-fill)',
    color: 'var(--on-accent)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': {
    marginLeft: '16px',
    fontFamily: 'var(--font)',
    fontStyle: 'normal',
    opacity: '0.8',
  },
  '.cm-completionInfo': {
    maxWidth: '320px',
    padding: '8px 10px',
    fontFamily: 'var(--font)',
    fontSize: '12px',
    lineHeight: '1.4',
    whiteSpace: 'normal',
  },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: 'none', fontFamily: 'var(--font)', fontSize: '12px' },
});

const colours = HighlightStyle.define([
  { tag: tags.function(tags.variableName), color: 'var(--series-1)' },
  { tag: [tags.operatorKeyword, tags.keyword, tags.modifier], color: 'var(--series-3)' },
  { tag: tags.labelName, color: 'var(--series-2)' },
  { tag: tags.string, color: 'var(--series-5)' },
  { tag: [tags.number, tags.literal], color: 'var(--series-4)' },
  { tag: tags.comment, color: 'var(--muted)' },
]);

export const EDITOR_LOOKS: Extension = [frame, syntaxHighlighting(colours)];
