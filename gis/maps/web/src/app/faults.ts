/** Faults of files, as the error of a job lists them. */

/** Each fault in one line: where it is, its value, what to do. */
export function faultsIn(error: Readonly<Record<string, unknown>>): string[] {
  const given = Array.isArray(error.faults) ? error.faults : [];
  return given.map((fault: Record<string, unknown>) => {
    const text = (name: string) => (typeof fault[name] === 'string' ? fault[name] : '');
    const where = [text('layer'), text('feature'), text('field')].filter(Boolean).join(' · ');
    const value = text('value') && ` = ${text('value')}`;
    return [where + value, text('remedy')].filter(Boolean).join(': ');
  });
}
