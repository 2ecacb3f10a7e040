/** The format of a moment that may be null, for `@ApiProperty`. */
export const NULLABLE_MOMENT = { type: String, format: 'date-time', nullable: true } as const;
