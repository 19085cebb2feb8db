namespace Integration.Fhir.Paths;

/// <summary>From tokens to a tree, by the binding powers of FHIRPath N1, 6.8 (Pratt).</summary>
internal sealed class PathParser(List<PathToken> tokens, FhirPathOptions options)
{
    /// <summary>Unary plus and minus bind less than a step and an index, more than all else.</summary>
    private const int UnaryPower = 11;

    private const int TypePower = 8;

    /// <summary>The weakest first: those of a row bind alike.</summary>
    private static readonly string[][] Rows =
    [
        ["implies"],
        ["or", "xor"],
        ["and"],
        ["in", "contains"],
        ["=", "~", "!=", "!~"],
        ["<", ">", "<=", ">="],
        ["|"],
        ["is", "as"],
        ["+", "-", "&"],
        ["*", "/", "div", "mod"],
    ];

    private static readonly Dictionary<string, int> Powers =
        Rows.SelectMany((row, index) => row.Select(symbol => (symbol, index))).ToDictionary(each => each.symbol, each => each.index + 1, StringComparer.Ordinal);

    private int _at;
    private int _nesting;

    private PathToken Current => tokens[_at];

    public PathNode Read()
    {
        var node = Expression(0);
        return Current.Kind == PathTokenKind.End ? node : throw Unexpected("an operator or the end");
    }

    private PathNode Expression(int power)
    {
        if (++_nesting > options.MaxDepth)
        {
            throw PathRefusal.At(Current.Position, "TooDeep", $"an expression may be nested {options.MaxDepth} deep");
        }

        var left = Prefix();
        while (Operator() is { } symbol && Powers[symbol] > power)
        {
            var position = Current.Position;
            _at++;
            left = Checked(Powers[symbol] == TypePower
                ? new TypeNode(position, symbol, left, TypeName())
                : OperatorNode.Create(position, symbol, left, Expression(Powers[symbol])));
        }

        _nesting--;
        return left;
    }

    private PathNode Prefix()
    {
        if (!Current.IsSymbol("-") && !Current.IsSymbol("+"))
        {
            return Steps(Term());
        }

        var sign = Take();
        return Checked(new SignNode(sign.Position, sign.Text == "-", Expression(UnaryPower)));
    }

    private PathNode Steps(PathNode left)
    {
        while (true)
        {
            var position = Current.Position;
            if (TakeIf("."))
            {
                left = Checked(new StepNode(left, Invocation()));
            }
            else if (TakeIf("["))
            {
                var index = Expression(0);
                Expect("]");
                left = Checked(new IndexNode(position, left, index));
            }
            else
            {
                return left;
            }
        }
    }

    private PathNode Term()
    {
        var token = Current;
        switch (token.Kind)
        {
            case PathTokenKind.Text:
                _at++;
                return new LiteralNode(token.Position, PathValue.Of(token.Text));
            case PathTokenKind.Number:
                _at++;
                return Number(token);
            case PathTokenKind.Temporal:
                _at++;
                return new LiteralNode(token.Position, Temporal(token));
            case PathTokenKind.Variable:
                _at++;
                return VariableNode.Create(token);
            case PathTokenKind.Name when token.Text is "true" or "false":
                _at++;
                return new LiteralNode(token.Position, PathValue.Of(token.Text == "true"));
            case PathTokenKind.Symbol when token.Text == "(":
                _at++;
                var inner = Expression(0);
                Expect(")");
                return inner;
            case PathTokenKind.Symbol when token.Text == "{":
                _at++;
                Expect("}");
                return new LiteralNode(token.Position, null);
            default:
                return Invocation();
        }
    }

    /// <summary>What may follow a point: a name, a function, or <c>$this</c>.</summary>
    private PathNode Invocation()
    {
        var token = Current;
        switch (token.Kind)
        {
            case PathTokenKind.Special:
                _at++;
                return SpecialNode.Create(token);
            case PathTokenKind.Name or PathTokenKind.Delimited when tokens[_at + 1].IsSymbol("("):
                _at += 2;
                return Call(token);
            // Of the words that are operators these four may name elements (FHIRPath N1, Appendix B, identifier); ValueSet has a `contains`.
            case PathTokenKind.Name when !Powers.ContainsKey(token.Text) || token.Text is "as" or "is" or "in" or "contains":
            case PathTokenKind.Delimited:
                _at++;
                return new MemberNode(token.Position, token.Text);
            default:
                throw Unexpected("an element, a function or a value");
        }
    }

    private PathNode Call(PathToken name)
    {
        if (name.Text is "is" or "as" or "ofType")
        {
            if (Current.IsSymbol(")"))
            {
                throw PathRefusal.At(name.Position, "Arguments", $"{name.Text}(type) takes 1 argument");
            }

            var type = TypeName();
            Expect(")");
            return new TypeNode(name.Position, name.Text, null, type);
        }

        var function = PathFunctions.Find(name);
        var arguments = new List<PathNode>();
        if (!TakeIf(")"))
        {
            do
            {
                arguments.Add(Expression(0));
            }
            while (TakeIf(","));

            Expect(")");
        }

        return Checked(CallNode.Create(name.Position, function, [.. arguments]));
    }

    private PathType TypeName()
    {
        var first = TypePart();
        var second = TakeIf(".") ? TypePart() : (PathToken?)null;
        var type = second is { } name ? PathTypes.Find(first.Text, name.Text) : PathTypes.Find(null, first.Text);
        return type ?? throw PathRefusal.At(first.Position, "UnknownType", "expected a type of FHIR R4 (Quantity, dateTime, Appointment) or System (System.String)");
    }

    private PathToken TypePart() => Current.Kind is PathTokenKind.Name or PathTokenKind.Delimited ? Take() : throw Unexpected("the name of a type");

    private LiteralNode Number(PathToken token)
    {
        var isDecimal = token.Text.Contains('.', StringComparison.Ordinal);
        var unit = Current.Kind == PathTokenKind.Text ? Current.Text : null;
        var calendar = Current.Kind == PathTokenKind.Name ? PathQuantity.CalendarUnit(Current.Text) : null;
        if (unit is not null || calendar is not null)
        {
            _at++;
            return new LiteralNode(token.Position, PathValue.Of(new PathQuantity(Decimal(token), calendar ?? unit!, calendar is not null)));
        }

        if (isDecimal)
        {
            return new LiteralNode(token.Position, PathValue.Of(Decimal(token)));
        }

        return PathReading.Integer(token.Text) is { } number
            ? new LiteralNode(token.Position, PathValue.Of(number))
            : throw PathRefusal.At(token.Position, "Literal", "an integer has 32 bits; write a larger number with a decimal point");
    }

    private static decimal Decimal(PathToken token) => PathReading.Decimal(token.Text) ?? throw PathRefusal.At(token.Position, "Literal", "a decimal may have 28 digits");

    private static PathValue Temporal(PathToken token)
    {
        var text = token.Text;
        var kind = text.StartsWith('T') ? PathKind.Time : text.Contains('T', StringComparison.Ordinal) ? PathKind.DateTime : PathKind.Date;
        return PathTemporal.Parse(text, kind) is { } value
            ? PathValue.Of(value)
            : throw PathRefusal.At(token.Position, "Literal", "expected a date (@2026-01-05), a moment (@2026-01-05T10:00:00Z) or a time (@T10:00)");
    }

    /// <summary>The operator that stands here; null where there is none.</summary>
    private string? Operator() => Current.Kind is PathTokenKind.Symbol or PathTokenKind.Name && Powers.ContainsKey(Current.Text) ? Current.Text : null;

    private PathNode Checked(PathNode node) => node.Depth <= options.MaxDepth ? node : throw PathRefusal.At(node.Position, "TooDeep", $"an expression may be nested {options.MaxDepth} deep");

    private PathToken Take() => tokens[_at++];

    private bool TakeIf(string symbol)
    {
        var found = Current.IsSymbol(symbol);
        _at += found ? 1 : 0;
        return found;
    }

    private void Expect(string symbol)
    {
        if (!TakeIf(symbol))
        {
            throw Unexpected(symbol);
        }
    }

    private PathRefusal Unexpected(string expected) =>
        PathRefusal.At(Current.Position, "Syntax", $"expected {expected} here, not {(Current.Kind == PathTokenKind.End ? "the end" : $"{Current.Text}")}");
}
