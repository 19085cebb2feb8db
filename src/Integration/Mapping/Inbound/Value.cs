namespace Integration.Mapping.Inbound;

/// <summary>
/// What an expression gave: a text (numbers and instants in their one neutral form), nothing, or "unknown", because something it depends on is unmapped or faulty and has been reported already.
/// </summary>
/// <param name="Where">Where in the message it came from, for whoever has to mend it: <c>ORDER[2] RQD-6.1</c>.</param>
internal readonly record struct Value(ValueState State, string Text, string Where)
{
    public const string True = "true";
    public const string False = "false";

    public bool HasText => State == ValueState.Known;

    public bool IsTrue => HasText && Text == True;

    public static Value Of(string text, string where) => new(ValueState.Known, text, where);

    public static Value Of(bool truth, string where) => Of(truth ? True : False, where);

    public static Value Empty(string where) => new(ValueState.Empty, "", where);

    public static Value Unknown(string where) => new(ValueState.Unknown, "", where);
}

internal enum ValueState
{
    Empty,
    Known,
    Unknown,
}

/// <summary>What a value can be used as; a text may still turn out to be a number when it is read.</summary>
internal enum ValueKind
{
    Text,
    Number,
    Instant,
    Truth,

    /// <summary>Known when it is evaluated: a text, or whether something is true.</summary>
    Any,
}
