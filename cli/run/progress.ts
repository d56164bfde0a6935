/** Told what happens, in words for people. */
export type Progress = (line: string) => void;
