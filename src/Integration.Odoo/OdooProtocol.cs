namespace Integration.Odoo;

/// <summary>How Odoo is spoken to.</summary>
public enum OdooProtocol
{
    /// <summary>Asked at login: <see cref="Json2"/> where Odoo is 19 or later and the secret is an API key, else <see cref="JsonRpc"/>.</summary>
    Auto,

    /// <summary><c>/jsonrpc</c>: every version, password or API key; deprecated from 19 on.</summary>
    JsonRpc,

    /// <summary><c>/json/2</c>: Odoo 19 and later, API keys only.</summary>
    Json2,
}
