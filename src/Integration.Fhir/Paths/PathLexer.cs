using System.Globalization;
using System.Text;

namespace Integration.Fhir.Paths;

/// <summary>From text to tokens (FHIRPath N1, 3 Lexical Elements and Appendix B). The last token is the end.</summary>
internal sealed class PathLexer(string text)
{
    private static readonly string[] Pairs = ["!=", "!~", "<=", ">="];

    private readonly List<PathToken> _tokens = [];
    private int _at;

    public List<PathToken> Read()
    {
        for (SkipBlanks(); _at < text.Length; SkipBlanks())
        {
            _tokens.Add(Next());
        }

        _tokens.Add(new PathToken(PathTokenKind.End, "", text.Length));
        return _tokens;
    }

    private PathToken Next()
    {
        var start = _at;
        var first = text[_at];
        if (IsNameStart(first))
        {
            return new PathToken(PathTokenKind.Name, Name(), start);
        }

        if (char.IsAsciiDigit(first))
        {
            return new PathToken(PathTokenKind.Number, Number(), start);
        }

        switch (first)
        {
            case '\'':
                return new PathToken(PathTokenKind.Text, Quoted('\'', "text"), start);
            case '`':
                return new PathToken(PathTokenKind.Delimited, Quoted('`', "name"), start);
            case '@':
                _at++;
                return new PathToken(PathTokenKind.Temporal, Temporal(), start);
            case '$':
                _at++;
                return new PathToken(PathTokenKind.Special, "$" + Name(), start);
            case '%':
                _at++;
                return new PathToken(PathTokenKind.Variable, Peek(0) == '`' ? Quoted('`', "name") : Peek(0) == '\'' ? Quoted('\'', "name") : Name(), start);
            default:
                return Symbol(start);
        }
    }

    private PathToken Symbol(int start)
    {
        if (_at + 1 < text.Length && Array.IndexOf(Pairs, text.Substring(_at, 2)) >= 0)
        {
            _at += 2;
            return new PathToken(PathTokenKind.Symbol, text.Substring(start, 2), start);
        }

        if (!".,()[]{}|+-*/&=~<>".Contains(text[_at], StringComparison.Ordinal))
        {
            throw PathRefusal.At(start, "Syntax", "this character is no part of FHIRPath");
        }

        _at++;
        return new PathToken(PathTokenKind.Symbol, text.Substring(start, 1), start);
    }

    private string Name()
    {
        var start = _at;
        if (!IsNameStart(Peek(0)))
        {
            throw PathRefusal.At(start, "Syntax", "expected a name here");
        }

        while (IsNameStart(Peek(0)) || char.IsAsciiDigit(Peek(0)))
        {
            _at++;
        }

        return text[start.._at];
    }

    private string Number()
    {
        var start = _at;
        SkipDigits();
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            SkipDigits();
        }

        return text[start.._at];
    }

    /// <summary>What belongs to a moment, up to where it cannot go on; whether it is one the parser sees.</summary>
    private string Temporal()
    {
        var start = _at;
        var inTime = false;
        for (; _at < text.Length; _at++)
        {
            var next = text[_at];
            if (next == 'T' && !inTime)
            {
                inTime = true;
                continue;
            }

            // `@2015-02-04.is(Date)`: a point belongs to the moment only before a digit; a sign or a Z only to a time.
            var belongs = char.IsAsciiDigit(next) || (next == '-' && char.IsAsciiDigit(Peek(1))) || (inTime && ((next is '+' or '.' && char.IsAsciiDigit(Peek(1))) || next is ':' or 'Z'));
            if (!belongs)
            {
                break;
            }
        }

        return text[start.._at];
    }

    private string Quoted(char quote, string what)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (Peek(0) != quote)
        {
            if (_at >= text.Length)
            {
                throw PathRefusal.At(start, "Syntax", $"this {what} has no end: expected {quote}");
            }

            value.Append(text[_at] == '\\' ? Escaped() : text[_at]);
            _at++;
        }

        _at++;
        return value.ToString();
    }

    /// <summary>Leaves the position at the last character of the escape.</summary>
    private char Escaped()
    {
        _at++;
        switch (Peek(0))
        {
            case '\'' or '"' or '`' or '\\' or '/':
                return text[_at];
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'f':
                return '\f';
            case 'u' when _at + 4 < text.Length && ushort.TryParse(text.AsSpan(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default:
                throw PathRefusal.At(_at - 1, "Syntax", @"expected an escape here: \' \"" \` \\ \/ \r \n \t \f or \u with four hexadecimal digits");
        }
    }

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\r' or '\n')
            {
                _at++;
            }
            else if (text[_at] == '/' && Peek(1) == '/')
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
            }
            else if (text[_at] == '/' && Peek(1) == '*')
            {
                var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                _at = end < 0 ? throw PathRefusal.At(_at, "Syntax", "this comment has no end: expected */") : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)))
        {
            _at++;
        }
    }

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character == '_';
}
