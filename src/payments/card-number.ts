/** Whether the text is the number of a card: 12 to 19 digits with the check digit of ISO/IEC 7812-1, annex B. */
export function isCardNumber(text: string): boolean {
  return /^\d{12,19}$/.test(text) && passesLuhn(text);
}

function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((all, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return all + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
