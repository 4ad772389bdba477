/** The subject of facts about the record itself. */
export const RECORD_SUBJECT = 'record';
