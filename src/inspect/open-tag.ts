/** The tag of a snapshot whose state is open: its context lists the states that are possible, as `oneOf.state`. */
export const openTag = 'one of several states';
